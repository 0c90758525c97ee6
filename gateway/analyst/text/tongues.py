"""Sentences of many languages, put together from common words: no text of anybody's, and little sense.

What matters to a model of characters is which ones stand beside each other: accents, apostrophes, quotation marks as each
language has them, endings, scripts without blanks.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

_WORDS: Final = {
    "en": "the a this our your we they it order customer team service account please thanks could would can't don't it's "
    "I'm won't isn't that's didn't we'll you're John's O'Brien customer's users' delivery address invoice payment refund "
    "product blue small running shoes kitchen table weather morning meeting Friday review update release problem because "
    "however between select from where and or not union drop insert into order by group having like table script alert "
    "system shell exec sleep ping delete create update value null true false is in as with join all any if then else end "
    "password login admin user query database server request response error file path root home window document cookie "
    "image link style event click focus load function class object template config environment version token key secret "
    "very quickly never always today tomorrow last next week nothing everything someone good better best (maybe) e.g.",
    "de": "der die das ein eine und oder nicht mit von für über größer schön Straße Bestellung Kunde Rechnung Lieferung bitte "
    "danke können müssen würde heute morgen gestern geht's wie's hat's Benutzer Passwort ändern löschen prüfen Anfrage "
    "Fehler Fenster Tisch Schlüssel zwischen während deshalb Müller Jürgen Köln „schnell“ »sofort« z.B. d.h. ca.",
    "fr": "le la les l'eau d'accord qu'il n'est aujourd'hui c'est j'ai s'il vous plaît merci commande client livraison où "
    "déjà été très bientôt à côté français élève garçon œuvre «bonjour» peut-être l'utilisateur l'adresse d'une qu'elle "
    "n'ai problème système fenêtre requête réponse mot de passe supprimer créer",
    "es": "el la los una y o no con por para más mañana señor año pedido cliente dirección envío factura gracias ¿cómo está? "
    "¡hola! también qué está niño corazón usuario contraseña buscar borrar archivo servidor problema rápido",
    "pt": "o a os uma e ou não com para mais amanhã senhor pedido cliente endereço entrega obrigado também está coração "
    "usuário senha arquivo servidor ção pão informação você d'água",
    "it": "il lo la un'altra dell'ordine l'indirizzo e o non con per più domani cliente consegna grazie perché città c'è "
    "quest'anno nell'ufficio utente po' po'",
    "tr": "ve veya değil için müşteri sipariş teşekkürler İstanbul'da Ankara'dan çok güzel yarın şifre kullanıcı ığdır",
    "pl": "i lub nie dla zamówienie klient dziękuję proszę jutro źródło łódź użytkownik hasło błąd już się że",
    "nl": "de het een en of niet met voor bestelling klant 's ochtends foto's auto's dank je wel morgen zo'n m'n",
    "ru": "и или не для заказ клиент спасибо пожалуйста завтра пароль пользователь ошибка сервер запрос «да» очень быстро",
    "uk": "і або не для замовлення м'ята п'ять об'єкт дякую ім'я",
    "el": "και ή δεν για παραγγελία πελάτης ευχαριστώ αύριο",
    "ar": "و أو ليس طلب العميل شكرا غدا كلمة المرور المستخدم خطأ",
    "he": "או לא הזמנה לקוח תודה מחר צה\"ל ג'ירפה",
    "hi": "और या नहीं ऑर्डर ग्राहक धन्यवाद कल",
    "zh": "订单 客户 谢谢 明天 密码 用户 服务器 错误 请问 我们 的 是 不 在 “你好”",
    "ja": "注文 お客様 ありがとう 明日 パスワード ユーザー サーバー エラー です ます 「はい」 の は を",
    "ko": "주문 고객 감사합니다 내일 비밀번호 사용자 서버 오류 입니다",
}
WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {name: tuple(text.split()) for name, text in _WORDS.items()}
)
JOINED: Final = frozenset(("zh", "ja"))
_ENDS: Final = (".", ".", ".", "!", "?", "...", ";", ":", " :)", "?!")


def sentence(random: Random, language: str = "") -> str:
    """Some 3 to 16 words. `language`: one of `WORDS`; empty: any, English half of the time."""
    language = language or (random.choice(tuple(WORDS)) if random.random() < 0.5 else "en")
    words = [random.choice(WORDS[language]) for _ in range(random.randint(3, 16))]
    for place in range(len(words)):
        words[place] = _marked(random, words[place])
    if language in JOINED:
        return "".join(words) + random.choice(("。", "！", "？"))
    words[0] = words[0][:1].upper() + words[0][1:]
    return " ".join(words) + random.choice(_ENDS)


def _marked(random: Random, word: str) -> str:
    chance = random.random()
    if chance < 0.06:
        return word + ","
    if chance < 0.075:
        return f"({word})"
    if chance < 0.09:
        return f'"{word}"'
    if chance < 0.1:
        return f"'{word}'"
    if chance < 0.125:
        return random.choice((str(random.randrange(2000)), "50%", "$19.99", "#4711", "3-5", "A/B", "C++", "24/7", "R&D", "7:30", "& co", "€20", "-", "–", "1=1", "=>", "->", "<3", "@maria", "x2"))  # fmt: skip
    return word


def prose(random: Random, language: str = "") -> str:
    """One to five sentences of one language."""
    language = language or (random.choice(tuple(WORDS)) if random.random() < 0.5 else "en")
    return random.choice((" ", " ", "\n", "\n\n")).join(sentence(random, language) for _ in range(random.randint(1, 5)))
