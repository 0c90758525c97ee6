"""Outliers: a request unlike those an API usually gets, by an Isolation Forest and a One-Class SVM learned from its traffic.

Scoring only, on numpy: training needs scikit-learn and is the analyst's (`gateway.analyst.training`).
"""

from __future__ import annotations

from addons.outliers.addon import Outliers, OutliersSettings
from addons.outliers.model import ModelError, OutlierModel, decode_model, encode_model

__all__ = ["ModelError", "OutlierModel", "Outliers", "OutliersSettings", "decode_model", "encode_model"]
