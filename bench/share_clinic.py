"""A share of clinics, in other words and layouts than the harbour's: written afterwards."""

from bench.share_files import Asked, Fact, Share, docx, mail, pdf, pptx, table, xlsx

_STATEMENT = "Quality/Quality statement v3.docx"
_FORMULARY = "Pharmacy/formulary_notes.pdf"
_ROTA = "HR/Staffing overview.xlsx"
_GUIDE = "Wards/visitor-guide.md"
_WARDS = "Wards/list of wards.html"


def clinics() -> Share:
    """More than thirty files; five of them hold the facts, two are older statements."""
    share = Share("clinics", asked=_asked())
    share.files = {
        _STATEMENT: _statement("3", ("4.2", "11 days", "96 percent", "38 minutes", "17", "2031")),
        "Quality/Quality statement v2.docx": _statement(
            "2", ("5.1", "14 days", "93 percent", "44 minutes", "21", "2029")
        ),
        "Quality/superseded/Quality statement v1.pdf": pdf(
            "Quality statement",
            [
                ["Quality statement of the Aldervale Clinics", "Version 1"],
                list(_lines(("6.3", "19 days", "90 percent", "51 minutes", "26", "2028"))),
            ],
        ),
        _FORMULARY: pdf(
            "Notes on the formulary",
            [
                [
                    "Storage",
                    "Insulin pens that are in use are kept at room temperature "
                    "for at most 28 days.",
                    "Vaccines travel in boxes that hold between two and eight degrees for 9 hours.",
                ],
                [
                    "Prescribing",
                    "Paracetamol for adults is limited to four grams in a day.",
                    "Antibiotics for a sore throat are reviewed by the pharmacist after 48 hours.",
                ],
            ],
        ),
        _ROTA: xlsx(
            {
                "Headcount": [
                    ["Staffing overview of the Aldervale Clinics"],
                    ["Profession", "Number of employed staff", "Open positions"],
                    ["Registered nurses", 642, 31],
                    ["Physicians", 188, 9],
                    ["Midwives", 57, 4],
                ],
                "Rules": [
                    ["Longest night shift allowed", "10 hours"],
                    ["Notice before a change of the rota", "21 days"],
                ],
            }
        ),
        _GUIDE: (
            b"Visitor guide\n=============\n\nVisiting hours\n--------------\n\n"
            b"* Visitors are welcome on general wards between 14:00 and 19:30.\n"
            b"* Intensive care admits two visitors for each patient at a time.\n\n"
            b"Getting here\n------------\n\nThe car park charges 1.80 pounds for every hour. "
            b"Bus line 47 stops in front of the main entrance.\n\n"
            b"| Ticket | Price in pounds | Valid |\n| :--- | ---: | :--- |\n"
            b"| Day ticket | 7.40 | until midnight |\n| Week ticket | 21.60 | seven days |\n"
        ),
        _WARDS: (
            b"<title>Wards</title><h1>Wards of the Aldervale Clinics</h1><table><thead><tr>"
            b"<th>Ward</th><th>Beds</th><th>Telephone</th></tr></thead><tbody>"
            b"<tr><td>Thistle</td><td>34</td><td>5120</td></tr>"
            b"<tr><td>Bracken</td><td>28</td><td>5144</td></tr></tbody></table>"
        ),
        **_beside(),
    }
    return share


def _asked() -> tuple[Asked, ...]:
    def stated(value: str, *outdated: str) -> Fact:
        return Fact(value, _STATEMENT, "", outdated)

    def one(question: str, fact: Fact) -> Asked:
        return Asked(question, (fact,))

    return (
        one(
            "What is the infection rate after hip surgery at Aldervale?",
            stated("4.2", "5.1", "6.3"),
        ),
        one("How long do patients wait for a scan?", stated("11 days", "14 days", "19 days")),
        one(
            "Which share of patients would recommend the clinics?",
            stated("96 percent", "93 percent", "90 percent"),
        ),
        one(
            "How long is the median stay in the emergency room before a doctor comes?",
            stated("38 minutes", "44 minutes", "51 minutes"),
        ),
        one("How many falls were there per month?", stated("17", "21", "26")),
        one("By when will all wards have single rooms?", stated("2031", "2029", "2028")),
        one(
            "How long can an insulin pen be kept once in use?", Fact("28 days", _FORMULARY, "p. 1")
        ),
        one("For how many hours do vaccine boxes stay cold?", Fact("9 hours", _FORMULARY, "p. 1")),
        one("How much paracetamol may adults get?", Fact("four grams", _FORMULARY, "p. 2")),
        one("When does the pharmacist review antibiotics?", Fact("48 hours", _FORMULARY, "p. 2")),
        one("How many registered nurses are employed?", Fact("642", _ROTA, "sheet Headcount")),
        one(
            "How many open positions are there for midwives?", Fact("57", _ROTA, "sheet Headcount")
        ),
        one("How long may a night shift be?", Fact("10 hours", _ROTA, "sheet Rules")),
        one(
            "How much notice is given before the rota changes?",
            Fact("21 days", _ROTA, "sheet Rules"),
        ),
        one("When may visitors come to general wards?", Fact("14:00 and 19:30", _GUIDE)),
        one("How many visitors does intensive care admit?", Fact("two visitors", _GUIDE)),
        one("What does the car park charge?", Fact("1.80 pounds", _GUIDE)),
        one("Which bus stops at the main entrance?", Fact("47", _GUIDE)),
        one("What is the price of a week ticket?", Fact("21.60", _GUIDE)),
        one("How many beds does the ward Thistle have?", Fact("34", _WARDS)),
    )


def _lines(figures: tuple[str, ...]) -> tuple[str, ...]:
    rate, scan, share, room, falls, single = figures
    return (
        "Results of care",
        f"After hip surgery the infection rate was {rate} in a thousand operations.",
        f"Patients waited {scan} for a scan on average.",
        f"Of those who answered, {share} would recommend the clinics to a friend.",
        f"In the emergency room the median stay before a doctor comes is {room}.",
        f"Falls on the wards came to {falls} per month.",
        f"All wards will have single rooms by {single}.",
    )


def _statement(version: str, figures: tuple[str, ...]) -> bytes:
    title, *lines = _lines(figures)
    return docx(
        "Quality statement",
        [
            "# Quality statement of the Aldervale Clinics",
            f"Version {version}",
            f"# {title}",
            *lines,
        ],
    )


def _beside() -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for number, dish in enumerate(("Soup", "Stew", "Curry", "Salad", "Pie", "Pasta"), 1):
        files[f"Kitchen/week {number}.csv"] = table(
            [["Day", "Dish", "Portions"], ["Monday", dish, 310 + number], ["Friday", "Fish", 290]]
        )
    for number, name in enumerate(("Roof", "Lift", "Boiler", "Windows", "Gate", "Drains"), 1):
        files[f"Estates/Job {number:03} {name}.docx"] = docx(
            f"Job sheet {number}",
            [f"# {name}", f"The work took {number + 2} days and {number} men."],
        )
    for number, town in enumerate(("Elmbrook", "Harlow Cross", "Penfield", "Stanmoor"), 1):
        files[f"Partners/{town}.html"] = (
            f"<title>{town}</title><h1>{town} surgery</h1><p>The surgery in {town} has "
            f"{number + 3} rooms and opens at eight.</p>"
        ).encode()
    for number, subject in enumerate(("Choir", "Flu jab", "Old printer", "Cake sale"), 1):
        files[f"Mail/{subject}.eml"] = mail(
            subject,
            f"person{number}@example.org",
            f"Hello,\n\nplease note: {subject}. Thank you.\n",
        )
    files |= {
        "Training/hand washing.pptx": pptx([("Hand washing", ["Wet", "Soap", "Rinse", "Dry"])]),
        "Training/fire doors.pptx": pptx([("Fire doors", ["Keep them shut"])]),
        "Training/lifting.pdf": pdf(
            "Lifting", [["Lifting", "Bend the knees and keep the back straight."]]
        ),
        "Estates/garden.txt": b"The roses need water twice a week in summer.\n",
        "Estates/keys.xlsx": xlsx(
            {"Keys": [["Key", "Holder"], ["Cellar", "Porter"], ["Roof", "Estates"]]}
        ),
        "Research/sleep.md": b"# Sleep\n\nA pilot asked twelve sleepers about light.\n",
    }
    return files
