"""Training of models on recorded traffic, in a process of its own: the only place that imports scikit-learn.

`dataset` what is learned from, `train` the fit and its measures, `promote` whether it may serve, `run` all of it with the
store; `schedule` when it is due and `trainer` the analyst's side, both without scikit-learn.
"""
