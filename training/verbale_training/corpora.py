"""The corpora, as texts with the labels that each of them has.

Every text goes through `verbale-dev prepare` (Rust), so that the model is trained on exactly the
tokens, word pieces and surfaces that it will meet in use. Offsets are code points; token numbers
count from the start of the text.
"""
from __future__ import annotations

import glob
import json
import pathlib
import re
import subprocess
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace

from . import names as knowledge

UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
ENTITY = "O B-PER I-PER B-ORG I-ORG B-LOC I-LOC".split()
ROLE = "O B-ROLE I-ROLE".split()
# What a token is to a statement.
PART = "O B-source I-source B-cue I-cue B-content I-content".split()
STANCES = "affirms commits demands discusses conditional rejects criticises denies silent".split()
IGNORE = -100
# In place of an entity label: no person's name, and nothing more is known.
NO_PERSON = -1


@dataclass
class Clause:
    """The words of a position, or what might be one."""
    tokens: list[int]
    is_position: bool | None = None
    stance: int | None = None
    # Stems of the words of its topic; None where nobody named one.
    topic: set[str] | None = None
    # The matters that it is on, as names that mean the same in all texts of a group.
    matters: set[str] = field(default_factory=set)


@dataclass
class Text:
    """A prepared text and its labels; a label list that is None was not annotated."""
    id: str
    text: str
    tokens: list[tuple[int, int]]
    pieces: list[list[int]]
    surfaces: list[int]
    sentences: list[tuple[int, int]]
    # Statements: (anchor token, [(part, first token, last token + 1)]), parts without B-/I-.
    statements: list[tuple[int, list[tuple[str, int, int]]]] | None = None
    upos: list[int] | None = None
    heads: list[int] | None = None       # token number of the head; itself for a root
    relations: list[str] | None = None
    entities: list[int] | None = None
    roles: list[int] | None = None
    # Mentions (head tokens) with the head tokens of the other mentions of the same entity.
    corefer: dict[int, list[int]] = field(default_factory=dict)
    # Tokens of persons' names with the tokens that name the country or body each acts for.
    sides: dict[int, list[int]] = field(default_factory=dict)
    # What the lexicon takes for a country or body: (first token, last token + 1, code or name).
    named_sides: list[tuple[int, int, str]] = field(default_factory=list)
    given_sentences: list[tuple[int, int]] | None = None
    clauses: list[Clause] = field(default_factory=list)

    def word(self, i: int) -> str:
        return self.text[slice(*self.tokens[i])]


def prepare(program: str, rows: list[dict]) -> list[Text]:
    """Runs `verbale-dev prepare` over `rows` ({"id", "text", "tokens"?})."""
    lines = "\n".join(json.dumps(r) for r in rows) + "\n"
    done = subprocess.run([program, "prepare"], input=lines.encode(), capture_output=True, check=True)
    out = []
    for row, line in zip(rows, done.stdout.decode().splitlines(), strict=True):
        p = json.loads(line)
        out.append(Text(row["id"], row["text"], [tuple(t) for t in p["tokens"]], p["pieces"], p["surfaces"],
                        [tuple(s) for s in p["sentences"]], named_sides=[tuple(s) for s in p["sides"]]))
    return out


def covered(text: Text, start: int, end: int) -> tuple[int, int]:
    """The tokens that share a character with [start, end): first and last + 1."""
    first = bisect_right([e for _, e in text.tokens], start)
    last = bisect_left([s for s, _ in text.tokens], end)
    return first, max(first, last)


class Covering:
    """`covered` for many spans of one text."""

    def __init__(self, text: Text):
        self.starts = [s for s, _ in text.tokens]
        self.ends = [e for _, e in text.tokens]

    def __call__(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


def add_statements(text: Text, statements: list[dict]) -> None:
    cover = Covering(text)
    text.statements = []
    for s in statements:
        parts = [(r, *cover(a, b)) for r in ("source", "cue", "content") for a, b in sorted(s[r])]
        parts = [(r, a, b) for r, a, b in parts if a < b]
        # The anchor is the cue's first token; without a cue the source's, without both the content's.
        for role in ("cue", "source", "content"):
            if of_role := [a for r, a, _ in parts if r == role]:
                text.statements.append((min(of_role), parts))
                break


def polnear(program: str, path: str) -> list[Text]:
    rows = [json.loads(line) for line in open(path, encoding="utf-8")]
    texts = prepare(program, rows_of(rows))
    common = common_words(texts)
    for text, row in zip(texts, rows, strict=True):
        add_statements(text, row["statements"])
        add_silver(text, common, IGNORE)
    return texts


def rows_of(rows: list[dict]) -> list[dict]:
    return [{"id": r["id"], "text": r["text"]} for r in rows]


def folded(text: str) -> str:
    """`text` without accents, as long as it was: "Erdogan" is Erdoğan."""
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text)


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    pattern = r"(?<!\w)" + re.escape(words) + r"(?!\w)"
    return [m.span() for m in re.finditer(pattern, text)]


def description_head(text: Text, first: int, last: int) -> int:
    """The head token of a source phrase, roughly: the last word before a preposition or comma."""
    word = lambda i: text.text[slice(*text.tokens[i])].lower()
    for i in range(first + 1, last):
        if word(i) in {"of", "for", "in", "at", "on", "with", "from", ",", "who", "to", "(", "—", "-"} and word(i) != "-":
            return i - 1
    return last - 1


def side_tokens(text: Text, side: str | None) -> list[int]:
    """The tokens by which a text names a side: a country's code, or a body as the text has it."""
    if side is None:
        return []
    words = lambda a, b: text.text[text.tokens[a][0] : text.tokens[b - 1][1]]
    names = {side} | {name for a, b, name in text.named_sides if words(a, b).lower() == side.lower()}
    found = [(a, b) for a, b, name in text.named_sides if name in names]
    # A body that the lexicon does not know.
    found = found or [covered(text, *span) for span in occurrences(text.text, side)]
    return [i for a, b in found for i in range(a, b)]


def name_forms(people: list[dict]) -> list[tuple[str, str | None]]:
    """The ways in which a text may name its persons without their first names, and whom each means:
    None where it may be two. Longest first, so that the surname inside a full name is not marked
    again, nor "Kim" inside the name of another Kim."""
    bearers: dict[str, set[str]] = {}
    for person in people:
        words = folded(re.sub(r",? (Jr|Sr)\.?$", "", person["name"])).split()
        for n in range(len(words)):
            bearers.setdefault(" ".join(words[n:]), set()).add(person["name"])
    for person in people:
        bearers[folded(person["name"])] = {person["name"]}
    return sorted(((form, min(who) if len(who) == 1 else None) for form, who in bearers.items()),
                  key=lambda it: len(it[0]), reverse=True)


def add_people(text: Text, people: list[dict]) -> dict[str, set[int]]:
    """Labels the names of a text's persons; gives the last token of each of their mentions."""
    cover, plain = Covering(text), folded(text.text)
    word = lambda i: plain[slice(*text.tokens[i])] if 0 <= i < len(text.tokens) else "."
    text.entities = [NO_PERSON if text.text[s].isupper() else 0 for s, _ in text.tokens]
    clusters: dict[str, set[int]] = {person["name"]: set() for person in people}

    def mark_name(a: int, b: int, who: str | None) -> None:
        for i in range(a, b):
            text.entities[i] = ENTITY.index("B-PER" if i == a else "I-PER")
        if who:
            clusters[who].add(b - 1)

    for form, who in name_forms(people):
        for span in occurrences(plain, form):
            a, b = cover(*span)
            # "in May", "10 May", "May 10"
            month = form in knowledge.CALENDAR and (word(a - 1).islower() or word(a - 1).isdigit() or word(b).isdigit())
            if len(form) < 3:  # "He" of "Liu He"
                text.entities[a:b] = [IGNORE if label == NO_PERSON else label for label in text.entities[a:b]]
            elif not month and not any(text.entities[i] > 0 for i in range(a, b)):
                mark_name(a, b, who)
    # One word of a name by itself: the surname where it comes first ("Xi"), "King Salman", "Boris".
    known = knowledge.lists()
    owners: dict[str, set[str]] = {}
    for person in people:
        for part in folded(person["name"]).split()[:-1]:
            if part[0].isupper() and len(part) > 1 and part[-1] != "." and part.lower() not in known.titles:
                owners.setdefault(part, set()).add(person["name"])
    for part in owners.keys() - known.countries - known.places - known.peoples - knowledge.CALENDAR:
        for span in occurrences(plain, part):
            a, b = cover(*span)
            if any(text.entities[i] > 0 for i in range(a, b)):
                continue
            beside = [w for w in (word(a - 1), word(b)) if w[0].isupper() and w.lower() not in known.titles]
            if beside or word(b) == "-" or word(a - 1) == "-":
                text.entities[a:b] = [IGNORE] * (b - a)  # perhaps another person's name
            else:
                mark_name(a, b, min(owners[part]) if len(owners[part]) == 1 else None)
    return clusters


def add_roles(text: Text, people: list[dict]) -> None:
    """Labels titles and offices: the longest first, whosesoever they are, so that the "President" of
    one person does not cut short the "President of Ukraine" of another."""
    cover = Covering(text)
    text.roles = [0] * len(text.tokens)
    phrases: set[str] = set()
    for person in people:
        for role in person["roles"]:
            words, surname = role.split(), person["name"].split()[-1]
            # "President Putin of Russia" has the role "President of Russia": its first words are what can be marked.
            starts = [" ".join(words[:n]) for n in range(len(words) - 1, 0, -1)]
            before = lambda start: re.search(re.escape(start) + r",? ([\w.-]+ ){0,4}" + re.escape(surname), text.text)
            if found := role if role in text.text else next(filter(before, starts), None):
                phrases.add(found)
    for phrase in sorted(phrases, key=len, reverse=True):
        for span in occurrences(text.text, phrase):
            a, b = cover(*span)
            if not any(text.roles[i] for i in range(a, b)):
                for i in range(a, b):
                    text.roles[i] = ROLE.index("B-ROLE" if i == a else "I-ROLE")


def add_mentions(text: Text, statements: list[dict], clusters: dict[str, set[int]]) -> None:
    """Links the mentions of each person, and of whoever else speaks."""
    cover = Covering(text)
    for s in statements:
        speaker = s["speaker"]
        if not s["source"] or not speaker or speaker == "joint" or " and " in speaker:
            continue
        if speaker not in clusters:
            clusters[speaker] = {cover(*span)[1] - 1 for span in occurrences(text.text, speaker)}
        a, b = cover(*s["source"][0])
        inside = [i for i in clusters[speaker] if a <= i < b]
        clusters[speaker].add(inside[0] if inside else description_head(text, a, b))
    for members in clusters.values():
        for i in members:
            text.corefer[i] = sorted(members - {i})


def bench(program: str, folder: str) -> list[Text]:
    rows = [json.load(open(f, encoding="utf-8")) for f in sorted(glob.glob(f"{folder}/[0-9]*.json"))]
    texts = prepare(program, rows_of(rows))
    for text, row in zip(texts, rows, strict=True):
        if row["kind"] != "transcript":
            add_statements(text, row["statements"])
        clusters = add_people(text, row["people"])
        add_roles(text, row["people"])
        for person in row["people"]:
            acted_for = side_tokens(text, person["side"])
            for i in clusters[person["name"]]:
                text.sides[i] = acted_for
        add_mentions(text, row["statements"], clusters)
    common = common_words(texts)
    for text in texts:
        add_silver(text, common, NO_PERSON)
    return texts


def common_words(texts: list[Text]) -> set[str]:
    """Words that are mostly written small, inside sentences."""
    count = Counter(t.text[slice(*t.tokens[i])] for t in texts for a, b in t.sentences for i in range(a + 1, b))
    return {w for w, n in count.items() if w.islower() and n > count[w.capitalize()]}


def add_silver(text: Text, common: set[str], over: int) -> None:
    """Labels from lists, where the text's own are `over` (all, where it has none)."""
    words = [text.text[slice(*t)] for t in text.tokens]
    if text.entities is None:
        text.entities = [over] * len(words)
    begins = {a for a, _ in text.given_sentences or text.sentences}
    begins |= {i + 1 for i, w in enumerate(words) if not w[0].isalnum()}
    for a, b, kind in knowledge.silver(words, begins, common):
        if all(text.entities[i] == over for i in range(a, b)):
            for i in range(a, b):
                if kind == "PER" and over == NO_PERSON:
                    # A person who neither speaks nor has an office is not annotated.
                    text.entities[i] = IGNORE
                    continue
                text.entities[i] = ENTITY.index(("B-" if i == a else "I-") + kind) if kind else 0


@dataclass
class Word:
    form: str
    upos: str
    xpos: str
    head: int
    relation: str
    misc: str


def conllu(path: str):
    """Yields (document id, [(new paragraph?, text, [Word])]) of a CoNLL-U file."""
    doc, sentences, words, meta = None, [], [], {}
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            if sentences:
                yield doc, sentences
            doc, sentences = line.split("=")[-1].strip(), []
            meta["par"] = True
        elif line.startswith("# newpar"):
            meta["par"] = True
        elif line.startswith("# text ="):
            meta["text"] = line[8:].strip()
        elif not line:
            if words:
                sentences.append((meta.get("par", False), meta["text"], words))
                meta, words = {}, []
        elif line[0] != "#":
            c = line.split("\t")
            if c[0].isdigit():
                words.append(Word(c[1], c[3], c[4], int(c[6]), c[7].split(":")[0], c[9]))
    if sentences:
        yield doc, sentences


def treebank(program: str, path: str) -> tuple[list[Text], list[list]]:
    """A UD treebank's documents with its own tokens; also each document's sentences of words."""
    rows, sources = [], []
    for doc, sentences in conllu(path):
        text, spans, bounds, kept = "", [], [], []
        for par, line, words in sentences:
            text += ("\n\n" if par else " ") if text else ""
            at, found = len(text), []
            for w in words:
                where = (text + line).find(w.form, at)
                # A clitic whose form is not spelled out in the text ("du" = "de" + "le").
                if where < 0 or where > at + 8:
                    found = []
                    break
                found.append((where, where + len(w.form)))
                at = where + len(w.form)
            text += line
            if found:
                bounds.append((len(spans), len(spans) + len(found)))
                spans += found
                kept.append(words)
        rows.append({"id": doc, "text": text, "tokens": spans})
        sources.append((bounds, kept))
    texts = prepare(program, rows)
    for text, (bounds, kept) in zip(texts, sources, strict=True):
        n = len(text.tokens)
        text.upos, text.heads, text.relations, text.given_sentences = [IGNORE] * n, list(range(n)), [""] * n, bounds
        for (first, _), words in zip(bounds, kept, strict=True):
            for i, w in enumerate(words):
                text.upos[first + i] = UPOS.index(w.upos) if w.upos in UPOS else IGNORE
                text.heads[first + i] = first + (w.head - 1 if w.head else i)
                text.relations[first + i] = w.relation
    return texts, [kept for _, kept in sources]


def name_in(words: list[Word], kind: str | None, a: int, b: int) -> tuple[int, int] | None:
    """The words of the mention [a, b) that are its name; None where its head is no proper noun. `kind`
    None stands for a name of something else."""
    proper = lambda i: words[i].xpos in {"NNP", "NNPS"}
    head = head_of(words, a, b)
    if not proper(head) or kind == "PER" and words[head].xpos == "NNPS":
        return None
    first, last = head, head + 1
    # A hyphen between proper nouns, or the adjective of a body ("Russian Secret Service").
    while first > a and (proper(first - 1) or words[first - 1].form == "-" and first - 1 > a and proper(first - 2)
                         or kind == "ORG" and words[first - 1].upos == "ADJ" and words[first - 1].form[0].isupper()):
        first -= 1
    while last < b:
        step = 1
        if kind != "PER":
            while last + step < b and words[last + step - 1].form.lower() in knowledge.JOINING - {"'s", "’s"}:
                step += 1
        if not proper(last + step - 1):
            break
        last += step
    if kind == "PER":
        first = knowledge.without_titles([w.form for w in words], first, last)
        if first + 1 == last and words[first].form.lower() in knowledge.lists().titles:
            return None
    return first, last


def head_of(words: list[Word], a: int, b: int) -> int:
    """The word of [a, b) that hangs on none of it. Heads count from the text's first word here."""
    return next((i for i in range(a, b) if not a <= words[i].head < b or words[i].head == i), a)


def mark(text: Text, first: int, last: int, kind: str) -> None:
    """Labels a name; a country is a place."""
    if text.text[text.tokens[first][0] : text.tokens[last - 1][1]] in knowledge.lists().countries:
        kind = "LOC"
    for i in range(first, last):
        text.entities[i] = ENTITY.index(("B-" if i == first else "I-") + kind)


def gum(program: str, path: str) -> list[Text]:
    """GUM: syntax, coreference, and names from its entities."""
    texts, sources = treebank(program, path)
    kinds = {"person": "PER", "organization": "ORG", "place": "LOC"}
    for text, sentences in zip(texts, sources, strict=True):
        text.entities = [0] * len(text.tokens)
        words, at = [], 0
        for sentence in sentences:
            words += [replace(w, head=at + (w.head - 1 if w.head else n)) for n, w in enumerate(sentence)]
            at += len(sentence)
        open_, mentions = {}, []
        for i, w in enumerate(words):
            m = re.search(r"(?:^|\|)Entity=([^|]*)", w.misc)
            for piece in re.findall(r"\([^()]*\)?|[^()]+\)", m.group(1) if m else ""):
                if piece[0] == "(":
                    f = piece.strip("()").split("-")
                    mention = [f[0], f[1], i, None, f[5] if len(f) > 5 else "1"]
                    if piece[-1] == ")":
                        mention[3] = i + 1
                        mentions.append(mention)
                    else:
                        open_.setdefault(f[0], []).append(mention)
                elif open_.get(piece[:-1]):
                    mention = open_[piece[:-1]].pop()
                    mention[3] = i + 1
                    mentions.append(mention)
        clusters: dict[str, set[int]] = {}
        for group, kind, a, b, minspan in mentions:
            head = a + int(minspan.split(",")[0]) - 1 if minspan.split(",")[0].isdigit() else a
            if "," in minspan:  # a name: its last word stands for it, as in the names of the other corpora
                head = a + int(minspan.split(",")[-1]) - 1
            head = min(head, b - 1)
            clusters.setdefault(group, set()).add(head)
        # Longer mentions first: what is inside another name is none of its own.
        taken = set()
        heads = {head_of(words, a, b) for _, kind, a, b, _ in mentions if kind in kinds}
        for _, kind, a, b, _ in sorted(mentions, key=lambda m: m[2] - m[3]):
            found = name_in(words, kinds.get(kind), a, b)
            if kind not in kinds and head_of(words, a, b) in heads:
                continue
            if found and not taken.intersection(range(*found)):
                taken.update(range(*found))
                if kind in kinds:
                    mark(text, *found, kinds[kind])
        for i, w in enumerate(words):
            none = w.form in knowledge.lists().peoples | knowledge.CALENDAR or w.form.lower() in knowledge.lists().titles
            if w.xpos in {"NNP", "NNPS"} and i not in taken and not none:
                text.entities[i] = IGNORE
        for members in clusters.values():
            for i in members:
                text.corefer[i] = sorted(set(text.corefer.get(i, [])) | (members - {i}))
    return texts


def names(program: str, path: str) -> list[Text]:
    """A column file of names: UNER (`.iob2`, with `# text`) or wikigold (IOB1, no text)."""
    rows, labels = [], []
    text, spans, tags = "", [], []

    def flush():
        nonlocal text, spans, tags
        if spans:
            rows.append({"id": f"{pathlib.Path(path).name}-{len(rows)}", "text": text, "tokens": spans})
            labels.append(tags)
        text, spans, tags = "", [], []

    given = None
    sentence: list[tuple[str, str]] = []

    def add():
        nonlocal text, sentence, given
        if not sentence:
            return
        line = given or " ".join(w for w, _ in sentence)
        text += " " if text else ""
        at = len(text)
        before = "O"
        for w, tag in sentence:
            where = (text + line).find(w, at)
            if where < 0:
                continue
            spans.append((where, where + len(w)))
            at = where + len(w)
            kind = tag[2:]
            if kind not in {"PER", "ORG", "LOC"}:
                tags.append(0)
                before = "O"
                continue
            start = tag[0] == "B" or before[2:] != kind
            tags.append(ENTITY.index(("B-" if start else "I-") + kind))
            before = tag
        text += line
        sentence, given = [], None
        if len(spans) > 220:
            flush()

    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            add()
            flush()
        elif line.startswith("# text ="):
            given = line[8:].strip()
        elif not line:
            add()
        elif line[0] != "#":
            c = line.split("\t") if "\t" in line else line.split()
            if c[0] == "-DOCSTART-":
                continue
            sentence.append((c[1], c[2]) if len(c) > 2 else (c[0], c[-1]))
    add()
    flush()
    texts = prepare(program, rows)
    for t, tags in zip(texts, labels, strict=True):
        t.entities = tags
        for a, b, kind in named_spans(tags):
            mark(t, a, b, kind)
    return texts


def named_spans(tags: list[int]) -> list[tuple[int, int, str]]:
    """The names of labels: first token, last + 1, kind."""
    out: list[tuple[int, int, str]] = []
    for i, label in enumerate(tags):
        if ENTITY[label][0] == "B":
            out.append((i, i + 1, ENTITY[label][2:]))
        elif label and out:
            out[-1] = (out[-1][0], i + 1, out[-1][2])
    return out


def conflict(program: str, folder: str) -> list[Text]:
    """re3d: names in documents about a conflict. Its entities hold articles, titles and common nouns:
    a name is what stays without them, and what is no name then is left out."""
    rows, entities = [], {}
    for path in sorted(glob.glob(f"{folder}/*/documents.json")):
        rows += [{"id": d["_id"], "text": d["text"]} for d in map(json.loads, filter(str.strip, open(path, encoding="utf-8")))]
        for e in map(json.loads, filter(str.strip, open(path.replace("documents", "entities"), encoding="utf-8"))):
            entities.setdefault(e["documentId"], []).append(e)
    kinds = {"Person": "PER", "Organisation": "ORG", "Location": "LOC"}
    texts = prepare(program, rows)
    for text in texts:
        cover, word = Covering(text), lambda i: text.text[slice(*text.tokens[i])]
        text.entities = [0] * len(text.tokens)
        taken = set()
        for e in sorted(entities.get(text.id, []), key=lambda e: e["begin"] - e["end"]):
            a, b = cover(e["begin"], e["end"])
            while a < b and (not word(a)[0].isupper() or word(a) in {"The", "We", "They", "It", "He", "She", "Our", "His", "Her", "Their", "Members"}):
                a += 1
            while a < b and word(b - 1) in {"'s", "’s"}:
                b -= 1
            kind = kinds.get(e["type"])
            if kind == "PER":
                words = [word(i) for i in range(a, b)]
                a += knowledge.without_titles(words, 0, len(words))
            if a >= b or taken.intersection(range(a, b)):
                continue
            inside = range(a, b)
            small = {"-", "al"} if kind == "PER" else {"of", "for", "and", "the", "-", "al", "'"}
            is_name = all(word(i)[0].isupper() or word(i) in small for i in inside) and (kind != "PER" or len(inside) < 8)
            if kind and is_name:
                taken.update(inside)
                mark(text, a, b, kind)
            elif kind:
                for i in inside:
                    if word(i)[0].isupper() and i not in taken:
                        text.entities[i] = IGNORE
    return texts


def web(program: str, path: str) -> list[Text]:
    """EWT: syntax, and names that lists make sure of."""
    texts, _ = treebank(program, path)
    common = common_words(texts)
    for text in texts:
        text.entities = [IGNORE if text.upos[i] in {UPOS.index("PROPN"), IGNORE} else 0 for i in range(len(text.tokens))]
        add_silver(text, common, IGNORE)
    return texts


def load(program: str, data: str, bench_folder: str) -> dict[str, list[Text]]:
    """All training texts by corpus name."""
    d = pathlib.Path(data)
    return {
        "polnear": polnear(program, f"{d}/polnear/train.jsonl"),
        "bench": bench(program, f"{bench_folder}/train"),
        "gum": gum(program, f"{d}/gum/train.conllu"),
        "ewt": web(program, f"{d}/ewt/train.conllu"),
        "uner": names(program, f"{d}/uner/ewt-dev.iob2") + names(program, f"{d}/uner/ewt-test.iob2"),
        "wikigold": names(program, f"{d}/wikigold/wikigold.conll"),
        "re3d": conflict(program, f"{d}/re3d"),
    }
