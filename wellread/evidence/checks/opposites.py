"""Words with their opposites, in every form that texts use."""

from wellread.evidence.terms import listed

_AXES = """
    increase increases increased increasing grow grows grew grown growing rise rises rose risen
    rising raise raises raised higher more greater larger bigger gain gains gained climb climbed
    climbs expand expands expanded growth exceed exceeds exceeded upward | decrease decreases
    decreased decreasing reduce reduces reduced reducing lower lowers lowered fall falls fell
    fallen falling decline declines declined declining drop drops dropped less fewer smaller
    lose loses lost loss shrink shrinks shrank shrunk diminish diminished reduction downward cut
    cuts;
    faster quicker fast quick fastest | slower slow slowest;
    after following later afterwards subsequently | before prior earlier preceding;
    better best improve improves improved outperform outperforms outperformed superior
    strengthen strengthens | worse worst worsen worsens worsened degrade degrades degraded
    underperform underperforms underperformed inferior weaken weakens;
    maximum most highest largest biggest greatest | minimum least fewest lowest smallest;
    above over exceeding | below under beneath;
    allow allows allowed permit permits permitted enable enables enabled let lets | forbid
    forbids forbidden prevent prevents prevented prohibit prohibits prohibited disable disables
    disabled block blocks blocked disallow disallows disallowed;
    include includes included including | exclude excludes excluded excluding omit omits
    omitted;
    succeed succeeds succeeded success successful successfully | fail fails failed failure
    unsuccessful unsuccessfully;
    accept accepts accepted approve approves approved | reject rejects rejected deny denies
    denied refuse refuses refused;
    safe safely | unsafe dangerous;
    possible able | impossible unable;
    required mandatory compulsory obligatory require requires | optional;
    synchronous synchronously | asynchronous asynchronously;
    true correct right correctly | false incorrect wrong incorrectly;
    public | private;
    internal inside inner | external outside outer;
    positive positively | negative negatively;
    cheap cheaper cheapest inexpensive | expensive costlier costly;
    easy easier simple simpler | difficult hard harder complex complicated;
    open opens opened | closed close closes;
    start starts started begin begins began | end ends ended finish finishes finished stop stops
    stopped;
    first initial initially | last final finally;
    always | never;
    with | without;
    new newer newest | old older oldest;
    early | late;
    strong stronger strongest | weak weaker weakest;
    long longer longest | short shorter shortest;
    large big huge | small tiny little;
    high | low;
    hot hotter warm warmer | cold colder cool cooler;
    same identical equal | different;
    agree agrees agreed | disagree disagrees disagreed;
    known | unknown;
    legal legally lawful | illegal illegally unlawful;
    add adds added | remove removes removed;
    create creates created | delete deletes deleted destroy destroys destroyed;
    mutable | immutable;
    static statically | dynamic dynamically;
    local locally | remote remotely global globally;
    ascending | descending;
    buy buys bought | sell sells sold;
    win wins won victory | lose loses lost defeat;
    supported | unsupported;
    reliable reliably | unreliable;
    stable | unstable;
    common commonly frequent frequently often usually | rare rarely uncommon infrequent seldom;
    many most | few;
    sufficient enough adequate | insufficient inadequate;
    automatic automatically | manual manually;
    visible | invisible hidden;
    efficient efficiently | inefficient inefficiently;
    effective | ineffective;
    likely | unlikely;
    left | right;
    upper top | bottom;
    north northern | south southern;
    east eastern | west western;
    support supports supported | oppose opposes opposed;
    encrypt encrypts encrypted | decrypt decrypts decrypted;
    import imports imported | export exports exported;
    harmful | harmless beneficial;
    complete completely full fully | incomplete partial partially;
    relevant | irrelevant;
    direct directly | indirect indirectly;
    blocking | nonblocking;
    sequential sequentially serial | parallel concurrently concurrent;
    temporary temporarily | permanent permanently;
    valid | invalid;
    active | inactive passive;
"""
"""Two opposite sides parted by a bar, axes parted by a semicolon."""

AXES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(listed(left)), frozenset(listed(right)))
    for left, right in (axis.split("|") for axis in _AXES.split(";") if axis.strip())
)
"""Pairs of sets of lower-case words: what is on one side is the opposite of the other side."""

AXIS_WORDS = frozenset(word for axis in AXES for side in axis for word in side)
