"""Words and phrases that say the same: what a reworded sentence may use in place of another.

A word may stand in several groups, one for each of its senses. Opposites are kept elsewhere.
"""

import re
from functools import lru_cache

from wellread.evidence.terms import listed, stem

_GROUPS = """
    accept take admit
    accomplish achieve attain reach realize fulfil
    accurate precise exact correct
    add append
    add insert
    attach append
    additional further extra more another added supplementary
    adjust adapt tune tailor customize
    advantage benefit merit strength
    allow permit enable let grant
    alter change modify amend adjust revise edit
    amount quantity volume number
    analyze analyse examine investigate study inspect explore
    answer reply respond response
    appear emerge arise
    use employ utilize utilise usage exploit leverage harness apply
    approach method technique procedure way strategy
    appropriate suitable proper adequate fitting right
    area region field domain zone
    article paper work study publication
    assess evaluate judge gauge
    ask request query
    assign allocate allot
    assume suppose presume
    attempt try effort endeavour
    automatic automatically itself unattended
    avoid prevent avert
    aim goal purpose objective target intention
    because since as
    become turn get
    begin start commence initiate open
    big large huge enormous great sizeable vast massive substantial considerable
    bound limit restrict constrain cap confine
    broad wide extensive widespread comprehensive
    build construct create make produce generate form assemble
    buy purchase
    call invoke
    care carefully caution
    carry execute run perform conduct
    case instance example situation circumstance
    category class kind type sort
    cause lead induce trigger provoke
    check verify validate test confirm
    choose select pick opt
    clear evident obvious apparent plain
    close shut
    collect gather
    combine merge join unite
    common frequent often widespread usual typical prevalent ordinary
    company firm corporation business enterprise
    complete finish end conclude finalize terminate
    complete entire full whole total
    complex complicated intricate
    compute calculate
    consist comprise include contain encompass compose
    contain hold include comprise
    continue proceed go remain
    convert transform translate turn change
    core central main principal chief primary key major
    cost price expense
    current present existing today contemporary now
    decide determine
    decrease reduce lower cut diminish lessen shrink decline
    define specify declare
    delete remove erase discard drop eliminate purge
    deliver supply provide
    demonstrate show prove reveal indicate illustrate exhibit
    describe explain outline detail document discuss
    design plan devise
    desire want wish
    detect find discover identify notice spot
    determine establish ascertain find identify
    develop devise create design
    different distinct various diverse varied differing
    difficult hard challenging tough difficulty
    difficulty problem issue trouble challenge
    display show present print
    distribute spread share
    divide split partition separate
    due because owing
    earlier previous prior former preceding past before
    easy simple straightforward effortless
    effect impact influence affect
    emit issue raise
    enhance improve better boost strengthen refine upgrade enhancement improvement
    enough sufficient adequate
    ensure guarantee assure
    especially particular specially notably
    essential crucial vital critical key fundamental indispensable necessary
    estimate approximate
    exact precise
    exist occur
    expand extend enlarge grow widen
    extract retrieve pull
    fall drop decline sink
    famous renowned
    fast quick rapid speedy swift
    fault error mistake bug defect flaw
    feature property characteristic trait
    attribute characteristic trait
    fetch retrieve get obtain
    final last ultimate
    finally eventually lastly
    fix repair mend correct resolve
    follow ensue result subsequent
    force compel oblige
    establish set
    frequent often regular common usual
    furthermore additional moreover also besides
    general usual typical normal ordinary
    get obtain acquire receive gain got retrieve fetch
    give provide offer supply yield grant deliver hand
    give specify state supply name
    grow rise increase climb surge
    guide direct steer
    halt stop cease quit
    handle process treat deal manage
    happen occur arise place
    help assist aid support facilitate
    helpful useful beneficial valuable handy
    hide conceal mask
    idea concept notion
    illegal unlawful
    important significant major crucial essential key relevant considerable
    impossible infeasible
    increase raise grow rise climb boost
    initial first original early
    inside within in
    intend mean plan
    introduce present propose
    keep retain preserve maintain store save hold
    know understand
    lack miss
    late recent
    learn acquire
    leave omit exclude skip
    like as similar
    likely probable
    link connect join attach
    list enumerate
    locate situate place find position
    main major primary principal chief core mostly
    mainly mostly primarily largely chiefly principally predominantly
    make create produce build render
    make ensure
    many numerous several various multiple
    maximum most
    minimum least
    mix blend
    modern contemporary recent
    monitor watch observe track
    move shift transfer
    multiple several many various numerous
    name call term dub title
    nearly almost approximately roughly about close
    need require necessary demand must necessity
    nevertheless however nonetheless still yet
    new novel fresh innovative
    normal usual typical ordinary regular
    objective goal aim purpose
    observe see notice
    obtain get gain receive got
    occur happen arise exist
    old former previous
    omit skip exclude leave drop
    only solely just merely exclusively
    operate work run function
    optimal best ideal
    outcome result finding output consequence
    overcome solve address tackle
    part portion piece section component fraction
    particular specific certain given
    people person human individual
    perform execute run conduct implement
    permanent lasting
    possible feasible potential able
    post publish release issue
    predict forecast
    prepare ready
    present introduce propose describe give
    prevent avoid stop block preclude hinder
    previous prior earlier former preceding before
    print output write display
    probably likely presumably
    proceed continue
    produce generate create yield make
    prohibit forbid disallow ban
    propose suggest introduce present advance recommend
    protect guard shield secure safeguard
    prove demonstrate
    provide offer supply give furnish deliver
    put place set
    question query
    range span extent
    reach attain arrive
    ready available
    reason cause
    receive get obtain accept
    recent new late
    recommend suggest advise
    reduce lower decrease cut diminish lessen shrink
    regard about concern relate consider
    regularly periodically
    relate connect associate link
    release publish issue launch
    rely depend
    remain stay
    repeat recur
    replace substitute exchange supersede
    report state
    represent denote depict stand
    require need demand necessitate must
    research study investigation work inquiry
    resolve solve fix settle
    resulting ensue follow subsequent consequent
    return yield give
    reuse recycle
    review survey overview
    save store keep
    say state tell declare mention
    scheme plan system
    search look seek
    see observe view
    send transmit deliver
    sequence series
    set collection group
    several multiple many various some numerous
    shape form
    short brief
    similar alike comparable like analogous akin
    simply just merely
    size magnitude
    small little tiny
    solution remedy answer
    sort order
    give specify state define indicate set
    state condition
    step stage phase
    still yet
    strategy plan policy tactic
    strong powerful
    strong robust
    structure organization layout
    substantially significantly considerably greatly markedly
    succeed success
    suit fit match
    superior better
    support back
    survey overview
    surpass exceed outperform beat
    task job duty
    tell inform
    test trial
    therefore thus hence consequently so accordingly
    think believe
    through via by
    tool utility
    topic subject theme
    train teach
    trigger fire activate
    try attempt
    typical usual general normal common
    understand grasp comprehend
    usually typically generally normally commonly mostly often
    value worth
    various diverse several different multiple many
    vast huge
    verify check confirm
    view regard see consider
    wait await
    way manner method
    whole entire complete full
    widely broadly commonly extensively
    within inside
    without lacking
    work function operate
    write record
"""
_PHRASES = {
    "all through": "throughout",
    "as a result": "therefore",
    "as well as": "and",
    "at present": "currently",
    "at the moment": "currently",
    "because of": "due to",
    "by itself": "automatically",
    "by themselves": "automatically",
    "carried out": "performed",
    "carries out": "performs",
    "carry out": "perform",
    "carrying out": "performing",
    "can not": "cannot",
    "comes from": "originates",
    "deals with": "handles",
    "depends upon": "depends on",
    "for instance": "for example",
    "gave back": "returned",
    "get rid of": "remove",
    "give back": "return",
    "given back": "returned",
    "gives back": "returns",
    "giving back": "returning",
    "in order to": "to",
    "is able to": "can",
    "are able to": "can",
    "led to": "caused",
    "left out": "omitted",
    "leave out": "omit",
    "leaves out": "omits",
    "make sure": "ensure",
    "makes sure": "ensures",
    "make use of": "use",
    "makes use of": "uses",
    "made up of": "composed of",
    "on account of": "due to",
    "prior to": "before",
    "put forward": "propose",
    "puts forward": "proposes",
    "set up": "established",
    "so as to": "to",
    "such as": "like",
    "take place": "happen",
    "takes place": "happens",
    "took place": "happened",
    "with care": "carefully",
    "with ease": "easily",
    "without difficulty": "easily",
}
_IRREGULAR = {
    form: base
    for base, forms in (
        pair.split(":")
        for pair in listed("""
        become:became begin:begun,began break:broken,broke bring:brought build:built buy:bought
        catch:caught choose:chosen,chose come:came do:done,did draw:drawn,drew drive:driven,drove
        fall:fallen,fell feed:fed find:found give:given,gave go:gone,went grow:grown,grew hold:held
        keep:kept know:known,knew lead:led leave:left lose:lost make:made mean:meant
        override:overridden,overrode overwrite:overwritten,overwrote pay:paid rise:risen,rose
        run:ran say:said see:seen,saw seek:sought sell:sold send:sent show:shown spend:spent
        steal:stolen,stole take:taken,took teach:taught tell:told think:thought throw:thrown,threw
        understand:understood use:used,uses,using win:won write:written,wrote
        """)
    )
    for form in forms.split(",")
}
"""Forms of verbs that no ending gives away, with their base."""
_PHRASE = re.compile(rf"\b(?:{'|'.join(map(re.escape, _PHRASES))})\b", re.IGNORECASE)


def _senses() -> dict[str, frozenset[str]]:
    """For each stem the marks of the groups it belongs to."""
    marks: dict[str, set[str]] = {}
    for number, line in enumerate(_GROUPS.strip().splitlines()):
        for word in line.split():
            marks.setdefault(term_of(word), set()).add(f"={number}")
    return {word: frozenset(found) for word, found in marks.items()}


@lru_cache(maxsize=50_000)
def term_of(word: str) -> str:
    """The stem of a word, or of the verb that it is an irregular form of."""
    return stem(_IRREGULAR.get(word.lower(), word))


def is_irregular(word: str) -> bool:
    """Whether the word is an irregular form of a verb."""
    return word.lower() in _IRREGULAR


_SENSES = _senses()


def senses_of(term: str) -> frozenset[str]:
    """The marks of the meanings that a stem may have; words that share one may say the same."""
    return _SENSES.get(term, frozenset())


def alike(one: str, other: str) -> bool:
    """Whether two stems are the same or share a meaning."""
    return one == other or not senses_of(one).isdisjoint(senses_of(other))


@lru_cache(maxsize=2_000)
def with_plain_phrases(text: str) -> str:
    """`text` with phrases such as "carried out" brought to the one word for them."""
    return _PHRASE.sub(lambda match: _PHRASES[match.group().lower()], text)
