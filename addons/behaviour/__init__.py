"""What a caller does over time: behaviours learn from recorded exchanges and say what stands out. Pure, as all addons.

sight       what a behaviour sees and what it concludes
<one file each> a behaviour, or a family of them

A behaviour is fed every exchange once, in the order of the record, by the analyst, by a simulator or by a backtest; its time
is the traffic's. Its memory is bounded: the callers heard of longest ago are forgotten first.
"""

from __future__ import annotations

from addons.behaviour.sight import Baseline, Behaviour, Conclusion, Sight

__all__ = ["Baseline", "Behaviour", "Conclusion", "Sight"]
