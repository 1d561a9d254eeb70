"""LaTeX as it stands in BibTeX fields, as plain text: accents, symbols, formulas, braces.

A macro that is not known stays as printed. The library pylatexenc 2.11 was measured and is only the second reader of the
tests: it drops unknown macros with their names, reads a per cent sign ("50% of patients") as a comment to the end of the line and
"$300 versus $400" as a formula, and needs 1 second for 50,000 backslashes. The time needed here grows with the length alone.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["text_of"]

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307", '"': "\u0308",
    "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
_SYMBOLS = {
    # letters
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    # signs in text
    "textendash": "–", "textemdash": "\u2014", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "quotesinglbase": "‚", "quotedblbase": "„",
    "guillemotleft": "«", "guillemotright": "»", "textless": "<", "textgreater": ">", "textbar": "|", "textbackslash": "\\",
    "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textbraceleft": "{", "textbraceright": "}",
    "textregistered": "®", "texttrademark": "™", "copyright": "©", "textcopyright": "©", "textdegree": "°", "degree": "°",
    "textmu": "µ", "textpm": "±", "texttimes": "×", "textonehalf": "½", "texteuro": "€", "euro": "€", "pounds": "£",
    "textsterling": "£", "textyen": "¥", "S": "§", "textsection": "§", "P": "¶", "dag": "†", "ddag": "‡", "ldots": "…",
    "dots": "…", "textellipsis": "…", "textbullet": "•", "textperiodcentered": "·", "textdollar": "$", "textpercent": "%",
    "lbrace": "{", "rbrace": "}", "textminus": "−", "par": " ", "newline": " ", "quad": " ", "qquad": " ", "item": " ",
    "space": " ", "nobreakspace": " ",
    # formulas
    "pm": "±", "mp": "∓", "times": "×", "cdot": "·", "div": "÷", "ast": "*", "star": "*", "leq": "≤", "le": "≤", "leqslant": "≤",
    "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠", "lt": "<", "gt": ">", "ll": "≪", "gg": "≫", "approx": "≈",
    "sim": "∼", "simeq": "≃", "cong": "≅", "equiv": "≡", "propto": "∝", "infty": "∞", "sum": "∑", "prod": "∏", "sqrt": "√",
    "rightarrow": "→", "to": "→", "leftarrow": "←", "leftrightarrow": "↔", "uparrow": "↑", "downarrow": "↓", "Rightarrow": "⇒",
    "circ": "°", "prime": "′", "partial": "∂", "nabla": "∇", "in": "∈", "cap": "∩", "cup": "∪", "minus": "−", "percent": "%",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_DRESS = frozenset({
    "emph", "textbf", "textit", "textrm", "textsf", "texttt", "textsc", "textsl", "textup", "textnormal", "textmd", "underline",
    "mbox", "hbox", "text", "mathrm", "mathit", "mathbf", "mathsf", "mathtt", "mathcal", "mathbb", "mathnormal", "operatorname",
    "boldsymbol", "ensuremath", "bf", "it", "rm", "sf", "tt", "sc", "em", "sl", "bfseries", "itshape", "upshape", "normalfont",
    "small", "large", "protect", "url", "left", "right", "big", "bigl", "bigr", "displaystyle", "relax", "noopsort",
    "textsubscript", "uppercase", "lowercase", "MakeUppercase", "MakeLowercase", "enquote", "bar", "hat", "overline", "tilde",
    "vec",
})  # fmt: skip  # what changes how the words look: they stay
_ESCAPED = {
    "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", "!": "", "/": "", "-": "", "(": "", ")": "",
    "[": "", "]": "", ",": " ", ";": " ", ":": " ", " ": " ", "\\": " ", "\n": " ", "\t": " ",
}  # fmt: skip
_DASHES = {"---": "\u2014", "--": "–", "``": "“", "''": "”", "~": " "}

_MARKED = re.compile(r"[\\${}~]|--|``|''")
# A formula as pandoc tells it from money: no blank inside its dollar signs, no digit behind them. And it has a sign of one, or is
# one word: "$400, and I$" is none.
_FORMULA = re.compile(r"(?<!\\)\$(?=[^\s$])((?:\\.|[^$\\\n]){0,400}?)(?<=\S)\$(?![0-9])")
_MATHS = re.compile(r"[\\^_=<>+]|^\S+$")
_FRACTION = re.compile(r"\\d?frac\s{0,3}\{([^{}]{0,80})\}\s{0,3}\{([^{}]{0,80})\}")
_LINK = re.compile(r"\\href\s{0,3}\{[^{}]{0,2000}\}")
_LOW = re.compile(r"_(?=\{|[A-Za-z0-9])")
_TOKEN = re.compile(
    r"\\(?P<accent>[`'^\"~=.]|[uvrHdckb](?![A-Za-z]))\s{0,3}(?:\{\s{0,3}\\?(?P<a>[A-Za-z])\s{0,3}\}|\\(?P<b>[ij])(?![A-Za-z])|(?P<c>[A-Za-z]))"
    r"|\\(?P<macro>[A-Za-z]+)\*?(?:\{\}|[^\S\n]+)?"
    r"|\\(?P<escaped>[\s\S])"
    r"|(?P<raised>\^)(?P<degree>\{?\\circ\}?)?"
    r"|(?P<dash>---?|``|''|~)"
    r"|[{}]"
)  # fmt: skip


def text_of(latex: str) -> tuple[str, list[str]]:
    """The text, and the macros in it that are not known and stand there as printed."""
    if not _MARKED.search(latex):
        return latex, []
    unknown: list[str] = []
    text = _LINK.sub("", _FRACTION.sub(r"\1/\2", latex))
    found, end = [], 0
    place = 0
    while formula := _FORMULA.search(text, place):
        if not _MATHS.search(formula[1]):
            place = formula.start() + 1
            continue
        found += [_decoded(text[end : formula.start()], unknown), _decoded(_LOW.sub("", formula[1]), unknown, formula=True)]
        if found[-1].startswith("^") and not found[-2][-1:].isdigit():
            found[-1] = found[-1][1:]
        place = end = formula.end()
    found.append(_decoded(text[end:], unknown))
    return "".join(found), unknown


def _decoded(latex: str, unknown: list[str], *, formula: bool = False) -> str:
    """Text outside formulas, or a formula without its dollar signs: "I^2" is "I2", "10^{-3}" stays "10^-3"."""

    def before(token: re.Match[str]) -> str:
        return latex[max(token.start() - 1, 0) : token.start()]

    def one(token: re.Match[str]) -> str:
        if letter := token["a"] or token["b"] or token["c"]:
            return unicodedata.normalize("NFC", letter + _ACCENTS[token["accent"]])
        if name := token["macro"]:
            if name == "textsuperscript":
                return "^" if before(token).isdigit() else ""
            if name in _DRESS:
                return ""
            if name not in _SYMBOLS:
                unknown.append(f"\\{name}")
                return token[0] if token[0][-1].isspace() else f"{token[0].removesuffix('{}')} "
            return _SYMBOLS[name]
        if token["escaped"]:
            return _ESCAPED.get(token["escaped"], token["escaped"])
        if token["raised"]:
            if token["degree"]:
                return "°"
            return "^" if not formula or token.start() == 0 or before(token).isdigit() else ""
        return _DASHES.get(token["dash"] or "", "")

    return _TOKEN.sub(one, latex)
