"""The payload classifier's training: what attacks and good text look like, the fit, and what people said of findings.

`grammar` how texts are drawn, `attacks` and `benign` what is drawn, `disguise` how attacks hide, `corpus` all of it, seeded;
`fit` the model and its measures (scikit-learn, in the training process alone), `reviews` what this installation's own store
says, `promote` whether a new model may serve, `run` all of it with the store.
"""
