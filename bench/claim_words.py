"""Word lists of the claim maker, written apart from those of the checker."""

import re

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def words(text: str) -> tuple[str, ...]:
    """The words of a list that is written with spaces between them."""
    return tuple(text.split())


CARDINALS = words("zero one two three four five six seven eight nine ten eleven twelve")
MAGNITUDES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

LONG_UNITS = {
    "kB": "kilobytes",
    "KB": "kilobytes",
    "MB": "megabytes",
    "GB": "gigabytes",
    "TB": "terabytes",
    "ms": "milliseconds",
    "kilobytes": "kB",
    "megabytes": "MB",
    "gigabytes": "GB",
    "terabytes": "TB",
    "milliseconds": "ms",
}
SECONDS_IN = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
LARGER_UNIT = {
    "millisecond": "second",
    "second": "minute",
    "minute": "hour",
    "hour": "day",
    "day": "week",
    "week": "month",
    "month": "year",
    "bit": "byte",
    "byte": "kilobyte",
    "kilobyte": "megabyte",
    "megabyte": "gigabyte",
    "kB": "MB",
    "KB": "MB",
    "MB": "GB",
    "GB": "TB",
    "ms": "seconds",
    "thousand": "million",
    "million": "billion",
    "billion": "trillion",
}

_SYNONYMS = """
    a-number-of=several additional=further allow=permit allows=permits almost=nearly
    although=though always=invariably amount=quantity approach=method appropriate=suitable
    as-well-as=and-also automatically=by-itself because=since begin=start begins=starts
    build=construct built=constructed cannot=can-not carefully=with-care
    changed=altered changes=alters choose=select chosen=selected common=widespread
    commonly=frequently consists-of=comprises contain=hold contains=holds convert=transform
    converted=transformed create=produce created=produced creates=produces currently=at-present
    delete=remove deleted=removed deletes=removes demonstrate=show demonstrated=shown
    demonstrates=shows describe=explain described=explained describes=explains determine=establish
    determined=established different=distinct difficult=hard displayed=shown due-to=because-of
    easily=without-difficulty easy=simple employed=used employs=uses enable=allow enables=allows
    enough=sufficient ensure=guarantee ensures=guarantees entire=whole especially=particularly
    essential=crucial examine=inspect examined=inspected execute=run executed=run executes=runs
    extensive=broad fast=quick faster=quicker find=discover finds=discovers
    for-example=for-instance generate=produce generated=produced generates=produces give=provide
    gives=provides handle=process handles=processes helps=assists
    important=significant improve=enhance improved=enhanced improvement=enhancement
    improves=enhances in-order-to=so-as-to includes=contains introduce=present introduces=presents
    keeps=retains large=big larger=bigger lead-to=cause leads-to=causes leverage=exploit
    leverages=exploits leveraging=exploiting locate=find located=situated mainly=mostly
    major=principal make-sure=ensure
    modified=changed modify=change multiple=several necessary=needed needed=required needs=requires
    normally=usually novel=new obtain=get obtained=got obtains=gets occur=happen occurs=happens
    often=frequently omitted=left-out only=solely performed=carried-out
    permits=allows permitted=allowed possible=feasible prevent=avoid prevents=avoids
    previous=earlier previously=earlier primarily=mainly prior-to=before propose=put-forward
    proposes=puts-forward purpose=aim quickly=rapidly rapid=fast receive=get received=got
    receives=gets reduce=lower reduced=lowered reduces=lowers reducing=lowering regarding=about
    remain=stay remains=stays remove=delete removed=deleted removes=deletes required=needed
    requires=needs research=study resulting=ensuing retrieve=fetch retrieved=fetched
    retrieves=fetches returned=given-back returns=gives-back select=choose
    selected=chosen several=various show=demonstrate shows=demonstrates
    similar=comparable specified=given specifies=states specify=state state-of-the-art=leading
    stopped=halted stops=halts stored=kept stores=keeps strategy=plan such-as=like
    sufficient=enough technique=method techniques=methods typically=usually used=employed
    useful=helpful uses=employs using=employing usually=generally utilizes=uses utilizing=using
    various=diverse via=through whole=entire widely=broadly
"""
SYNONYMS = {
    left.replace("-", " "): right.replace("-", " ")
    for left, _, right in (pair.partition("=") for pair in _SYNONYMS.split())
}
"""Words and what may stand for them in the running prose of manuals and papers."""

_OPPOSITES = """
    more=less higher=lower larger=smaller bigger=smaller greater=smaller faster=slower
    better=worse stronger=weaker longer=shorter earlier=later newer=older increase=decrease
    increases=decreases increased=decreased increasing=decreasing reduce=increase reduces=increases
    reduced=increased reducing=increasing improve=worsen improves=worsens improved=worsened
    before=after above=below maximum=minimum largest=smallest highest=lowest best=worst
    outperforms=underperforms outperform=underperform decreases=increases decrease=increase
    lower=higher smaller=larger slower=faster later=earlier older=newer minimum=maximum
    after=before longest=shortest most=least fewer=more shorter=longer cheaper=costlier
    simpler=harder easier=harder left=right rises=falls falls=rises
    below=above
"""
OPPOSITES = dict(pair.split("=") for pair in _OPPOSITES.split())
"""Words of comparison and direction with their opposites."""

_REGULAR = """
    accept achieve add adopt alter analyze apply assign attach block build call cause change
    check combine compare compile compute configure connect construct contain control convert copy
    create cover declare decode define delete deliver demonstrate describe design destroy determine
    develop disable discuss display divide drop emit employ enable encode evaluate examine
    execute expand expect explain explore export expose extend extract feature fetch generate
    handle identify ignore implement import improve include indicate inherit initialize insert
    inspect introduce investigate invoke join leverage limit list load locate lock maintain manage
    match modify monitor need obtain offer omit open optimize outline override own parse perform
    permit place prepare present preserve prevent process produce propose provide publish raise
    receive record reduce release remove replace report represent request require reset resolve
    restore retrieve return reverse save scan select separate sort specify store summarize supply
    support suppress surround survey test track transform trigger update use validate verify visit
    wrap
"""
_IRREGULAR = {
    "build": "built built",
    "find": "found found",
    "give": "gave given",
    "hold": "held held",
    "keep": "kept kept",
    "lead": "led led",
    "override": "overrode overridden",
    "read": "read read",
    "send": "sent sent",
    "set": "set set",
    "show": "showed shown",
    "take": "took taken",
    "write": "wrote written",
}
_DOUBLED = {"control", "drop", "emit", "omit", "permit", "scan", "submit", "wrap"}


def _forms(base: str) -> tuple[str, str, str]:
    """Third person, past and participle of a verb."""
    if re.search(r"[^aeiou]y$", base):
        third, past = base[:-1] + "ies", base[:-1] + "ied"
    else:
        third = base + ("es" if re.search(r"(?:s|x|ch|sh)$", base) else "s")
        stretched = base + base[-1] if base in _DOUBLED else base
        past = base + "d" if base.endswith("e") else stretched + "ed"
    if base in _IRREGULAR:
        past, participle = _IRREGULAR[base].split()
        return third, past, participle
    return third, past, past


VERBS = {base: _forms(base) for base in sorted({*_REGULAR.split(), *_IRREGULAR})}
"""Verbs that take a plain object: base to third person, past and participle."""
THIRD_TO_BASE = {forms[0]: base for base, forms in VERBS.items()}
PARTICIPLE_TO_BASE = {forms[2]: base for base, forms in VERBS.items()}
