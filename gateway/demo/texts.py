"""Words of the good callers: who they say they are, what they look for, what they write."""

from __future__ import annotations

DESKTOPS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0",
)
MOBILES = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
)
APPS = (
    "ShopApp/4.2.1 (iOS 18.5; iPhone15,3) CFNetwork/1498.700.2",
    "ShopApp/4.2.0 (Android 15; SM-S921B) okhttp/4.12.0",
)
CLUMSY = ("", "curl/7.68.0", "LegacyKiosk/0.9", "my-script (python)")
PROBE = "UptimeProbe/2.1 (+https://status.example.test)"
PARTNER = "example-marketplace-sync/1.8 (batch)"

SEARCHES = (
    "lamp", "oak desk", "mug", "wool blanket", "chair & stool", "clock", "Brass Kettle", "vase for 2", "tray 50%",
    "küche", "o'neill chair", "desk (small)", "lamp + shade", "what is felt?",
)  # fmt: skip
SORTS = ("", "", "name", "price", "-price")

REVIEWS = (
    "Lovely lamp, my mother-in-law's favourite. It's warm, it's bright, & it doesn't flicker. 10/10 would buy again!",
    "Ordered on Monday, arrived on Wednesday. One leg was 2mm short; support sent a new one the next day. Thanks, Sam!",
    "Honestly? The colour is <3 but size < what I'd expected: 40 cm, not 45. Price/quality ratio is OK though.",
    "Select a slightly larger size if you drop things from a table as often as I do, or update your insurance ;-)",
    "Der Hocker ist schön, aber für Größe XL würde ich lieber warten. Trotzdem: 4 von 5 Sternen – danke!",
    "J'adore cette lampe, l'ambiance est parfaite. Livraison à l'heure et l'emballage était sans plastique.",
    "とても良いです。色も写真の通りでした。次は椅子も買います。",
    "I run the clock from a script of mine:\n\n    for tick in range(60):\n        lamp.level = tick / 60\n        wait(1)\n\nWorks like a charm.",
    "The shop's widget needed `margin: 0 auto; width: 100%;` on my blog to sit right. Otherwise perfect.",
    "Assembly notes (they're missing from the box):\n1. legs first\n2. then the top -- don't over-tighten!\n3. done, 15' of work",
    'My config, in case it helps somebody: {"brightness": 80, "schedule": ["07:00", "22:30"], "away": null}',
    "def morning(mug):\n    return mug if coffee else tea  # yes, I'm a programmer; yes, the mug is great && dishwasher-safe",
    "Two of three ordered were fine; the third's handle was loose. Union of form and function where it's intact, though.",
    "I'd like to insert it into the corner, where the old one's been, but it's 1=1 the same size as the gap: no luck.",
    "Regex for the serial on the back: [A-Z]{2}-\\d{4}. Mine didn't match, so I asked, and they replaced it. Great!",
)  # fmt: skip
