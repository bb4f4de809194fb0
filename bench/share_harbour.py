"""A share of a harbour authority: reports in three vintages, contracts, tables, much beside it."""

from bench.share_files import Asked, Fact, Share, docx, mail, pdf, pptx, table, xlsx

_REPORT = "reports/annual-report-2024.pdf"
_DREDGING = "contracts/dredging contract Lind channel.docx"
_SAFETY = "handbooks/safety-handbook.md"
_FEES = "finance/port-fees.xlsx"


def harbour() -> Share:
    """More than thirty files; four of them hold the facts."""
    share = Share("harbour", asked=_asked())
    share.files = {
        _REPORT: _report(2024, ("1,284,000", "212", "46.2", "7,310", "31 March 2029", "58")),
        "reports/archive/annual-report-2022.pdf": _report(
            2022, ("1,102,000", "187", "39.8", "6,940", "30 June 2027", "41")
        ),
        "reports/annual-report-2023.docx": _report_in_word(
            "1,193,000", "199", "42.5", "7,105", "31 December 2027", "49"
        ),
        _DREDGING: _dredging(),
        _SAFETY: _safety(),
        _FEES: _fees(),
        **_distractors(),
    }
    return share


def _asked() -> tuple[Asked, ...]:
    def report(value: str, page: int, *outdated: str) -> Fact:
        return Fact(value, _REPORT, f"p. {page}", outdated)

    return (
        Asked(
            "How many containers did the port of Lindmouth handle, and how many people does the "
            "port authority employ?",
            (
                report("1,284,000 containers", 1, "1,102,000", "1,193,000"),
                report("212 people", 1, "187", "199"),
            ),
        ),
        Asked(
            "What was the revenue of the port authority, and how many ship calls were there?",
            (report("46.2 million", 2, "39.8", "42.5"), report("7,310 ship calls", 2, "6,940")),
        ),
        Asked(
            "When will the northern breakwater be finished, and how many berths have shore power?",
            (
                report("31 March 2029", 3, "30 June 2027", "31 December 2027"),
                report("58 berths", 3, "41 berths", "49 berths"),
            ),
        ),
        Asked(
            "How deep must the Lind channel be dredged, and which penalty is due for each day of "
            "delay?",
            (Fact("14.5 metres", _DREDGING), Fact("18,500 euros", _DREDGING)),
        ),
        Asked(
            "Where is the dredged material brought, and how long is the warranty of the dredging "
            "contractor?",
            (Fact("Salter Bank", _DREDGING), Fact("30 months", _DREDGING)),
        ),
        Asked(
            "What is the speed limit for vehicles on the container terminal, and at which wind "
            "speed must cranes stop?",
            (Fact("25 kilometres per hour", _SAFETY), Fact("72 kilometres per hour", _SAFETY)),
        ),
        Asked(
            "How often are fire drills held, and which radio channel is used in an emergency?",
            (Fact("every six weeks", _SAFETY), Fact("channel 11", _SAFETY)),
        ),
        Asked(
            "What is the berthing fee for bulk carriers, and what is the berthing fee for tankers?",
            (
                Fact("3.15", _FEES, "sheet Berthing"),
                Fact("4.6", _FEES, "sheet Berthing"),
            ),
        ),
        Asked(
            "What does storage of a refrigerated container cost per day, and how many free days "
            "does an empty container have?",
            (
                Fact("38.5", _FEES, "sheet Storage"),
                Fact("Free days of storage: 10", _FEES, "sheet Storage"),
            ),
        ),
    )


def _report(year: int, figures: tuple[str, ...]) -> bytes:
    boxes, people, revenue, calls, done, berths = figures
    return pdf(
        f"Annual report {year}",
        [
            [
                f"Annual report {year} of the Lindmouth Port Authority",
                f"In {year} the port of Lindmouth handled {boxes} containers, most of them for the "
                "inland terminals along the river.",
                f"The port authority employs {people} people, of whom a third work in shifts.",
                "The port is owned by the city and the county in equal parts. Its council meets "
                "four times a year and publishes its minutes.",
            ],
            [
                "Finances and traffic",
                f"The revenue of the port authority was {revenue} million euros before interest.",
                f"There were {calls} ship calls, counted without pilot boats and tugs.",
                "Fees were left unchanged for small craft. The reserve for storm damage was kept "
                "at the level that the county asks for.",
            ],
            [
                "Works",
                f"The northern breakwater will be finished on {done}, when the last caisson is "
                "placed.",
                f"Shore power is available at {berths} berths, where ships can switch off their "
                "engines.",
                "The old customs house was sold to the maritime museum, which will open it to "
                "visitors.",
            ],
        ],
    )


def _report_in_word(
    boxes: str, people: str, revenue: str, calls: str, done: str, berths: str
) -> bytes:
    return docx(
        "Annual report 2023",
        [
            "# Annual report 2023 of the Lindmouth Port Authority",
            f"In 2023 the port of Lindmouth handled {boxes} containers, most of them for the "
            "inland terminals along the river.",
            f"The port authority employs {people} people, of whom a third work in shifts.",
            "# Finances and traffic",
            f"The revenue of the port authority was {revenue} million euros before interest.",
            f"There were {calls} ship calls, counted without pilot boats and tugs.",
            "# Works",
            f"The northern breakwater will be finished on {done}, when the last caisson is placed.",
            f"Shore power is available at {berths} berths, where ships can switch off their "
            "engines.",
        ],
    )


def _dredging() -> bytes:
    return docx(
        "Contract on the dredging of the Lind channel",
        [
            "# Subject of the contract",
            "The contractor must dredge the Lind channel to a depth of 14.5 metres below chart "
            "datum over its whole width.",
            "Dredged material is brought to the Salter Bank, where the county has given leave to "
            "dump it.",
            "# Time and penalties",
            "Work begins two weeks after the permit is given and is done from April to October.",
            "For each day of delay a penalty of 18,500 euros is due, up to a tenth of the price.",
            "# Warranty",
            "The warranty of the dredging contractor lasts 30 months from the day of acceptance.",
        ],
    )


def _safety() -> bytes:
    return (
        b"# Safety handbook of the container terminal\n\n## Traffic\n\n"
        b"The speed limit for vehicles on the container terminal is 25 kilometres per hour. "
        b"Straddle carriers always have the right of way.\n\n## Cranes\n\n"
        b"Cranes must stop at a wind speed of 72 kilometres per hour and are then locked to the "
        b"rails. The shift leader decides when they start again.\n\n## Emergencies\n\n"
        b"Fire drills are held every six weeks, at least one of them at night.\n\n"
        b"In an emergency radio channel 11 is used, and all other talk stops.\n"
    )


def _fees() -> bytes:
    return xlsx(
        {
            "Berthing": [
                ["Berthing fees of the port"],
                [],
                ["Type of ship", "Berthing fee in euros per metre and day", "Shortest stay"],
                ["Container ship", 3.85, "12 hours"],
                ["Bulk carrier", 3.15, "24 hours"],
                ["Tanker", 4.6, "24 hours"],
                ["Cruise ship", 5.2, "6 hours"],
            ],
            "Storage": [
                ["Kind of container", "Storage cost in euros per day", "Free days of storage"],
                ["Refrigerated container", 38.5, 2],
                ["Empty container", 2.75, 10],
                ["Full container", 6.4, 5],
            ],
        }
    )


def _distractors() -> dict[str, bytes]:
    towns = ("Ravenness", "Ostwick", "Marrow Bay", "Kestrel Point", "Dunholm", "Grayford")
    files = {
        f"library/port-profiles/{town.lower().replace(' ', '-')}.md": (
            f"# Port profile: {town}\n\nThe port of {town} handled {310 + 37 * number},000 tonnes "
            f"of timber and grain. Its berths are {90 + 11 * number} metres long.\n\n"
            f"The harbour of {town} freezes in hard winters, and an icebreaker keeps it open.\n"
        ).encode()
        for number, town in enumerate(towns)
    }
    for number in range(1, 7):
        files[f"council/minutes/2024-{number:02}-12 minutes.docx"] = docx(
            f"Minutes of the council, meeting {number}",
            [
                f"# Meeting {number} of the council",
                f"{7 + number % 3} members were present. The minutes of the last meeting were "
                "agreed without a vote.",
                (
                    "The museum asked for a longer lease.",
                    "A resident complained about noise from the rail yard.",
                    "The fishing fleet asked for an ice machine.",
                    "The pilots presented their new launch.",
                    "The auditors had no remarks.",
                    "The rowing club may use the inner basin on Sundays.",
                )[number - 1],
            ],
        )
    for number, subject in enumerate(
        ("Lunch on Friday", "New coffee machine", "Parking passes", "Lost umbrella"), 1
    ):
        files[f"mail/{number:03}.eml"] = mail(
            subject,
            f"colleague{number}@example.org",
            f"Dear all,\n\nthis is about: {subject.lower()}. Please answer by Thursday.\n",
        )
    files |= {
        "notes/tides.html": b"<title>Tides</title><h1>Tides at Lindmouth</h1><p>The tidal range at "
        b"springs is 4.1 metres. High water comes fifty minutes later each day.</p>",
        "notes/glossary.md": b"# Glossary\n\nA *caisson* is a box of concrete. A *fender* keeps a "
        b"hull from the quay. A *bollard* holds a line.\n",
        "notes/todo.txt": b"Call the printer. Water the plants. Renew the parking pass.\n",
        "finance/cash.csv": table(
            [["Month", "Cash in euros"], ["January", 210_400], ["February", 198_250]]
        ),
        "finance/fleet.xlsx": xlsx(
            {
                "Vehicles": [
                    ["Vehicle", "Year", "Mileage"],
                    ["Van", 2019, 81_200],
                    ["Truck", 2021, 44_100],
                ]
            }
        ),
        "talks/welcome.pptx": pptx(
            [("Welcome to the port", ["A short tour"]), ("The people", ["Pilots", "Line handlers"])]
        ),
        "talks/birds.pptx": pptx([("Birds of the estuary", ["Terns breed on the Salter flats"])]),
        "library/history-of-the-port.pdf": pdf(
            "A history of the port",
            [
                ["The first quay", "The first quay was built of oak in 1621 and burnt in 1680."],
                ["The railway", "The railway reached the harbour in 1868 and closed in 1971."],
            ],
        ),
        "library/crane-manual.pdf": pdf(
            "Manual of the quay crane",
            [
                [
                    "Maintenance",
                    "Grease the bearings each month. Change the ropes after 6,000 lifts.",
                ]
            ],
        ),
        "contracts/cleaning.docx": docx(
            "Contract on cleaning",
            [
                "# Cleaning",
                "The offices are cleaned on workdays. A penalty of 40 euros is due for "
                "each day on which this is left out.",
            ],
        ),
        "contracts/canteen.docx": docx(
            "Contract on the canteen", ["# Canteen", "The canteen serves 180 meals a day."]
        ),
        "pictures/quay.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    }
    return files
