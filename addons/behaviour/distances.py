"""How far two countries are apart, at least: for telling journeys that nobody can have made.

Each country is a circle, the greatest are three: a centre in whole degrees, and the radius of a disc of its area (one third
more for a margin), in hundreds of kilometres. Written down by hand from an atlas's round figures: good to a few hundred kilometres, which is why
only long ways between circles count. Long and scattered countries (Chile, Norway, Indonesia, …) have a radius that covers
where their people live. Unknown countries are near everywhere.
"""

from __future__ import annotations

from functools import cache
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from typing import Final

_EARTH: Final = 6371.0
# code latitude longitude radius/100km
_ATLAS: Final = """
AD 43 2 1|AE 24 54 2|AF 34 66 6|AG 17 -62 1|AI 18 -63 1|AL 41 20 2|AM 40 45 2|AO -12 18 8|AR -35 -65 15|AS -14 -171 1
AT 48 14 3|AU -27 134 23|AW 13 -70 1|AX 60 20 1|AZ 40 48 3|BA 44 18 2|BB 13 -60 1|BD 24 90 3|BE 51 5 2|BF 12 -2 4
BG 43 25 3|BH 26 51 1|BI -3 30 2|BJ 9 2 3|BL 18 -63 1|BM 32 -65 1|BN 5 115 1|BO -17 -65 8|BQ 12 -68 1|BR -11 -53 22
BS 24 -76 3|BT 27 90 2|BW -22 24 6|BY 53 28 4|BZ 17 -89 2|CA 55 -96 26|CC -12 97 1|CD -3 23 11|CF 7 21 6|CG -1 15 5
CH 47 8 2|CI 8 -6 4|CK -21 -160 3|CL -33 -71 16|CM 6 12 5|CN 34 106 23|CO 4 -73 8|CR 10 -84 2|CU 22 -79 5|CV 16 -24 2
CW 12 -69 1|CX -10 106 1|CY 35 33 1|CZ 50 15 3|DE 51 10 5|DJ 12 43 1|DK 56 10 3|DM 15 -61 1|DO 19 -71 2|DZ 32 3 10
EC -1 -79 5|EE 59 25 2|EG 28 30 7|EH 25 -13 4|ER 15 39 3|ES 40 -4 9|ET 9 39 8|FI 63 26 6|FJ -18 178 3|FK -52 -59 1
FM 7 152 12|FO 62 -7 1|FR 47 2 6|GA -1 12 4|GB 54 -2 5|GD 12 -62 1|GE 42 43 2|GF 4 -53 3|GG 49 -3 1|GH 8 -1 4
GI 36 -5 1|GL 66 -45 13|GM 13 -15 2|GN 10 -11 4|GP 16 -61 1|GQ 2 10 3|GR 39 23 4|GT 16 -90 3|GU 13 145 1|GW 12 -15 2
GY 5 -59 4|HK 22 114 1|HN 15 -87 3|HR 45 16 3|HT 19 -73 2|HU 47 19 3|ID -3 114 24|IE 53 -8 2|IL 31 35 2|IM 54 -5 1
IN 22 79 14|IQ 33 44 5|IR 32 54 9|IS 65 -19 3|IT 42 12 6|JE 49 -2 1|JM 18 -77 1|JO 31 37 3|JP 36 138 11|KE 0 38 6
KG 41 75 4|KH 12 105 3|KI 1 173 10|KM -12 44 1|KN 17 -63 1|KP 40 127 3|KR 36 128 3|KW 29 48 1|KY 19 -81 1|KZ 48 67 14
LA 18 104 4|LB 34 36 1|LC 14 -61 1|LI 47 10 1|LK 8 81 2|LR 6 -9 3|LS -30 28 1|LT 55 24 2|LU 50 6 1|LV 57 25 2
LY 27 17 10|MA 32 -7 7|MC 44 7 1|MD 47 28 2|ME 43 19 1|MF 18 -63 1|MG -19 47 7|MH 7 171 6|MK 42 22 1|ML 15 -4 8
MM 21 96 8|MN 47 104 9|MO 22 114 1|MP 15 146 2|MQ 15 -61 1|MR 20 -10 8|MS 17 -62 1|MT 36 14 1|MU -20 58 3|MV 3 73 4
MW -13 34 4|MX 23 -102 13|MY 4 109 9|MZ -18 35 9|NA -22 17 7|NC -21 165 2|NE 17 9 8|NF -29 168 1|NG 9 8 7|NI 13 -85 3
NL 52 5 2|NO 64 12 9|NP 28 84 4|NR -1 167 1|NU -19 -170 1|NZ -41 174 8|OM 21 57 5|PA 9 -80 3|PE -10 -75 9|PF -17 -149 10
PG -6 147 7|PH 13 122 9|PK 30 70 8|PL 52 19 4|PM 47 -56 1|PR 18 -66 1|PS 32 35 1|PT 39 -10 9|PW 7 134 3|PY -23 -58 5
QA 25 51 1|RE -21 56 1|RO 46 25 4|RS 44 21 2|RU 57 42 11|RU 57 80 16|RU 56 125 18|RW -2 30 1|SA 24 45 11|SB -9 160 5|SC -5 55 5|SD 15 30 10
SE 60 16 8|SG 1 104 1|SI 46 15 1|SK 49 19 2|SL 8 -12 2|SM 44 12 1|SN 14 -14 3|SO 6 46 8|SR 4 -56 3|SS 7 30 6
ST 1 7 1|SV 14 -89 1|SX 18 -63 1|SY 35 38 3|SZ -27 31 1|TC 22 -72 1|TD 15 19 9|TG 8 1 3|TH 15 101 7|TJ 39 71 3
TL -9 126 2|TM 39 59 5|TN 34 10 3|TO -20 -175 3|TR 39 35 7|TT 11 -61 1|TV -8 178 4|TW 24 121 2|TZ -6 35 7|UA 49 32 6
UG 1 32 4|US 39 -97 24|US 64 -152 11|US 21 -157 3|UY -33 -56 3|UZ 41 64 6|VA 42 12 1|VC 13 -61 1|VE 7 -66 7|VG 18 -65 1|VI 18 -65 1|VN 16 107 9
VU -16 167 4|WF -14 -177 2|WS -14 -172 1|XK 43 21 1|YE 15 48 6|YT -13 45 1|ZA -29 25 8|ZM -13 28 7|ZW -19 30 5
"""


Circle = tuple[float, float, float]
"""degrees north, degrees east, radius in kilometres"""


def _read(atlas: str) -> dict[str, list[Circle]]:
    circles: dict[str, list[Circle]] = {}
    for row in atlas.replace("\n", "|").split("|"):
        if row:
            code, north, east, radius = row.split()
            circles.setdefault(code, []).append((float(north), float(east), 100.0 * float(radius)))
    return circles


_CENTRES: Final = MappingProxyType(_read(_ATLAS))


def known() -> frozenset[str]:
    """The countries that have a place."""
    return frozenset(_CENTRES)


@cache
def apart(one: str, other: str) -> float:
    """Kilometres between the edges of two countries, about the least; 0 for neighbours and for what is unknown."""
    if one == other or one not in _CENTRES or other not in _CENTRES:
        return 0.0
    return min(_between(circle, circle_2) for circle in _CENTRES[one] for circle_2 in _CENTRES[other])


def _between(one: Circle, other: Circle) -> float:
    (north, east, radius), (north_2, east_2, radius_2) = one, other
    a, b = radians(north), radians(north_2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(east_2 - east) / 2) ** 2
    return max(0.0, 2 * _EARTH * asin(sqrt(min(1.0, half))) - radius - radius_2)
