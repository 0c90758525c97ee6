"""The payload classifier: how likely a value is an attack, by TF-IDF over characters and logistic regression.

Scoring only, on numpy: training needs scikit-learn and is the analyst's (`gateway.analyst.text`).
"""

from __future__ import annotations

from addons.classifier.addon import Classifier, ClassifierSettings
from addons.classifier.model import ModelError, TextModel, decode_model, encode_model

__all__ = ["Classifier", "ClassifierSettings", "ModelError", "TextModel", "decode_model", "encode_model"]
