#!/usr/bin/env python3
"""Makes every constructed file of the demo county (Python 3.11, openpyxl 3.1 for the request files).

usage: python3 data/demo/generate.py            write the files beside this script
       python3 data/demo/generate.py --check    write nothing, fail if a file would differ

One seed per file (`rng("...")`), no clock and no environment: the same bytes on every run. What is real and what is
constructed is told in README.md; every constructed row says so itself. Chinese punctuation is typed in ASCII below
and widened by `zh`, so that a delimiter can never be widened by mistake.
"""
import csv
import io
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import forms
import requests_2019

HERE = Path(__file__).resolve().parent
CJK = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f\u201c\u201d"
WIDE = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "?": "\uff1f", "!": "\uff01"}


def rng(name):
    """A generator of its own for each file, so that changing one file leaves the others alone."""
    return random.Random(f"lianjian/demo/540121/{name}")


def zh(text):
    """Widens ASCII punctuation that stands beside Chinese text; brackets that hold or follow it too."""
    text = re.sub(rf"\((?=[^()]*[{CJK}])([^()]*)\)", "\uff08\\1\uff09", text)
    text = re.sub(rf"(?<=[{CJK}])\(([^()]*)\)", "\uff08\\1\uff09", text)
    return re.sub(rf"(?<=[{CJK}])[,;:?!]|[,;:?!](?=[{CJK}])", lambda m: WIDE[m.group(0)], text)


def table(header, rows):
    """UTF-8 CSV without BOM, `\\n` line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


# ---------------------------------------------------------------- units
# code, name, population: from public pages, populations unverified (None: no public figure seen)
TOWNSHIPS = [
    ("540121100", "甘丹曲果镇", 8267), ("540121200", "春堆乡", 4840), ("540121201", "松盘乡", 3523),
    ("540121202", "强嘎乡", 5318), ("540121203", "卡孜乡", 4995), ("540121204", "边交林乡", 4704),
    ("540121205", "江热夏乡", 5255), ("540121206", "阿朗乡", 3905), ("540121207", "唐古乡", None),
    ("540121208", "旁多乡", None),
]
# (name, code): a code of None was not seen in public and is constructed
REAL_VILLAGES = {
    "540121200": [("春堆村", None), ("卡东村", None), ("洛巴堆村", None)],
    "540121204": [("当杰村", "540121204201"), ("卡优村", "540121204202")],
    "540121206": [("嘎列村", None), ("阿布村", None), ("布岗村", None), ("拉康村", None)],
}
# villages in all; where every administrative village's name is known none is added
VILLAGE_COUNT = {"540121100": 5, "540121200": 3, "540121201": 4, "540121202": 5, "540121203": 5,
                 "540121204": 5, "540121205": 5, "540121206": 4, "540121207": 4, "540121208": 4}
NUMERALS = "一二三四五六七八九"


def village_list():
    """[(code, name, township code, note)], 12-digit codes counted from 201 within the township."""
    villages = []
    for code, name, _ in TOWNSHIPS:
        real = REAL_VILLAGES.get(code, [])
        for position in range(VILLAGE_COUNT[code]):
            made_code = f"{code}{201 + position}"
            if position < len(real):
                village, real_code = real[position]
                note = "名称、代码真实;人口为构造" if real_code else "名称真实;代码、人口为构造"
                villages.append((real_code or made_code, village, code, zh(note)))
            else:
                villages.append((made_code, f"{name}构造{NUMERALS[position - len(real)]}村", code, "构造"))
    return villages


def household_counts(villages):
    """Constructed households of a village, 60 to 250: the township's people shared out unevenly, 5.5 a household."""
    draw = rng("household-counts")
    people = {code: population or 3000 for code, _, population in TOWNSHIPS}
    counts = {}
    for township, _, _ in TOWNSHIPS:
        here = [v[0] for v in villages if v[2] == township]
        shares = [draw.randint(60, 140) for _ in here]
        for village, share in zip(here, shares):
            counts[village] = min(250, max(60, people[township] * share * 2 // (sum(shares) * 11)))
    return counts


def units(villages, counts):
    draw = rng("units")
    rows = []
    for code, name, population in TOWNSHIPS:
        note = "名称、代码真实;人口未经核实" if population else "名称、代码真实;未见公开人口数"
        rows.append((code, name, "township", "", population or "", zh(note)))
    for code, name, parent, note in villages:
        rows.append((code, name, "village", parent, counts[code] * draw.randint(48, 58) // 10, note))
    return table(("code", "name", "kind", "parent", "population", "note"), rows)


# ---------------------------------------------------------------- departments and inspectors
# code, name, short, level, aliases, crew, licensed to inspect firms (regime B), note
DEPARTMENTS = [
    ("agriculture", "林周县农业农村局", "农业农村局", "county",
     "县农业农村局;县农牧局;农牧局;林周县农牧局;区农业农村局;农业综合行政执法大队", 10, "yes",
     "2019年由农牧局更名;演示中公开计划所称“区农业农村局”“农业综合行政执法大队”按本局处理"),
    ("housing", "林周县住房和城乡建设局", "住建局", "county", "县住房和城乡建设局;县住建局;住房和城乡建设局", 8, "yes", ""),
    ("poverty-hq", "林周县脱贫攻坚指挥部", "指挥部", "county", "县脱贫攻坚指挥部;脱贫攻坚指挥部;县指挥部", 8, "no",
     "议事协调机构,不得对企业实施行政检查"),
    ("education", "林周县教育局", "教育局", "county", "县教育局;县教体局", 6, "yes", ""),
    ("health", "林周县卫生健康委员会", "卫健委", "county", "县卫生健康委;县卫健委;县卫计委;卫生健康委", 6, "yes", "2019年由卫计委组建"),
    ("insurance", "林周县医疗保障局", "医保局", "county", "县医疗保障局;县医保局;医疗保障局", 4, "yes", "2019年新组建"),
    ("civil-affairs", "林周县民政局", "民政局", "county", "县民政局", 6, "yes", ""),
    ("water", "林周县水利局", "水利局", "county", "县水利局", 6, "yes", ""),
    ("finance", "林周县财政局", "财政局", "county", "县财政局", 6, "yes", "会计监督"),
    ("audit", "林周县审计局", "审计局", "county", "县审计局", 6, "no", "依法独立实施审计,只协调时间"),
    ("labour", "林周县人力资源和社会保障局", "人社局", "county", "县人社局;县人力资源和社会保障局", 6, "yes", "劳动保障监察"),
    ("ecology", "拉萨市生态环境局林周县分局", "生态环境分局", "county", "县生态环境分局;县环保局;林周县生态环境分局", 5, "yes",
     "2019年由县环保局改设"),
    ("market", "林周县市场监督管理局", "市场监管局", "county", "县市场监管局;县市监局;市监局;县工商局", 8, "yes", ""),
    ("emergency", "林周县应急管理局", "应急管理局", "county", "县应急管理局;县应急局;县安监局", 6, "yes", "2019年由安监局组建"),
    ("land", "林周县自然资源局", "自然资源局", "county", "县自然资源局;县国土资源局", 5, "yes", "2019年由国土资源局组建"),
    ("organisation", "中共林周县委组织部", "组织部", "county", "县委组织部;组织部", 6, "no", "党委部门"),
    ("development", "林周县发展和改革委员会", "发改委", "county", "县发展和改革委员会;县发改委", 5, "yes", ""),
    ("city-agriculture", "拉萨市农业农村局", "市农业农村局", "prefecture", "市农业农村局;拉萨市农牧局;市农牧局", 12, "yes", ""),
    ("city-poverty", "拉萨市扶贫开发办公室", "市扶贫办", "prefecture", "市扶贫办;拉萨市扶贫办", 8, "no", ""),
    ("city-water", "拉萨市水利局", "市水利局", "prefecture", "市水利局", 8, "yes", ""),
    ("region-poverty", "西藏自治区扶贫开发办公室", "自治区扶贫办", "province", "自治区扶贫办;区扶贫办", 12, "no", ""),
    ("region-finance", "西藏自治区财政厅", "自治区财政厅", "province", "自治区财政厅;区财政厅", 10, "yes", ""),
]


def departments():
    header = ("code", "name", "short", "level", "aliases", "inspectors", "licensed", "note")
    return table(header, [(*row[:7], zh(row[7])) for row in DEPARTMENTS])


def inspectors():
    """As many as the crew of a county department; constructed names, a surname and a number."""
    draw = rng("inspectors")
    surnames = "张李王赵刘陈杨黄周吴徐孙马朱胡郭何林罗高"
    names = [s + n for n in NUMERALS for s in surnames]
    rows = []
    for code, _, _, level, _, crew, licensed, _ in DEPARTMENTS:
        if level != "county":
            continue
        for position in range(crew):
            number = len(rows) + 1
            home = draw.choice([code for code, _, _ in TOWNSHIPS] + ["", "", ""])
            # where firms are inspected everybody holds a licence, elsewhere at least four
            always = position < 4 or code in ("agriculture", "market")
            licence = "yes" if licensed == "yes" and (always or draw.random() < 0.6) else "no"
            rows.append((f"I{number:03}", code, names[number - 1], home, licence))
    assert len(rows) <= len(names)
    return table(("id", "department", "name", "home_unit", "licence"), rows)


# ---------------------------------------------------------------- registers
RELOCATION_SITES = [("甘丹曲果镇", 0, 64), ("卡孜乡", 1, 38), ("边交林乡", 0, 120), ("江热夏乡", 2, 45), ("旁多乡", 3, 26)]
# kind, label, number: enough sellers for the published agriculture plans to mean something here
FIRMS = [
    ("seed-dealer", "种子经营户", 46), ("pesticide-dealer", "农药经营户", 46), ("fertiliser-dealer", "肥料经营户", 46),
    ("vet-drug-dealer", "兽药经营户", 20), ("machinery-operator", "农机经营户", 24), ("farm-producer", "种养殖基地", 40),
    ("food-seller", "食品经营户", 60), ("canteen", "集体食堂", 22), ("health-food-seller", "保健食品经营户", 20),
    ("special-equipment-user", "特种设备使用单位", 18), ("trader", "商户", 80), ("advertiser", "广告发布单位", 12),
    ("online-trader", "网店", 20), ("carrier", "物流寄递企业", 12), ("industrial-firm", "工业企业", 16),
    ("insurance-office", "医保经办窗口", 10),
]
PROJECTS = ["高标准农田", "人畜饮水", "村道硬化", "温室大棚", "牲畜暖圈", "党员活动室", "太阳能路灯", "防洪堤"]


class Ids:
    """Random-looking eight-digit numbers, unique over all registers, no meaning in any digit."""

    def __init__(self, name):
        self.draw, self.used = rng(name), set()

    def next(self):
        while True:
            number = self.draw.randint(10_000_000, 99_999_999)
            if number not in self.used:
                self.used.add(number)
                return str(number)


def households(villages, counts):
    """Rows of all households: [(id, unit, label, group, members, elder_alone)]."""
    ids, draw, rows = Ids("household-ids"), rng("households"), []
    for code, _, _, _ in villages:
        for number in range(1, counts[code] + 1):
            group = 1 + (number - 1) * 4 // counts[code]
            alone = draw.random() < 0.03
            rows.append((ids.next(), code, f"{number}号户", group, 1 if alone else draw.randint(2, 8),
                         "yes" if alone else "no"))
    assert len(rows) <= 9000
    return rows


def subset(rows, villages, low, high, name):
    """Between `low` and `high` households of each village, in the order of the household register."""
    draw, chosen = rng(name), set()
    for code, _, _, _ in villages:
        here = [row[0] for row in rows if row[1] == code]
        chosen.update(draw.sample(here, min(len(here), draw.randint(low, high))))
    return [row for row in rows if row[0] in chosen]


def registers(villages, counts):
    """{file: bytes}. A household keeps its id in every register, so that one ticket serves all of them."""
    all_rows = households(villages, counts)
    draw = rng("register-details")
    files = {}

    def put(file, header, rows):
        files[f"registers/{file}.csv"] = table(("id", "unit", "name", "kind", *header, "constructed"),
                                               [(*row, "yes") for row in rows])

    put("households", ("group", "members", "elder_alone"),
        [(i, u, n, "household", g, m, a) for i, u, n, g, m, a in all_rows])
    put("poor-households", ("group", "members", "registered_year"),
        [(i, u, n, "poor-household", g, m, draw.choice((2014, 2015, 2016, 2017)))
         for i, u, n, g, m, _ in subset(all_rows, villages, 10, 60, "poor")])
    put("low-income", ("group", "members", "class"),
        [(i, u, n, "low-income-household", g, m, draw.choice("ABC"))
         for i, u, n, g, m, _ in subset(all_rows, villages, 10, 25, "low-income")])
    put("renovated", ("group", "members", "grade_before"),
        [(i, u, n, "renovated-household", g, m, draw.choice("CD"))
         for i, u, n, g, m, _ in subset(all_rows, villages, 5, 15, "renovated")])

    rows = []
    for township, position, size in RELOCATION_SITES:
        code = next(c for c, name, _ in TOWNSHIPS if name == township)
        village = [v for v in villages if v[2] == code][position]
        here = [row for row in all_rows if row[1] == village[0]]
        chosen = sorted(rng(f"site-{township}").sample(range(len(here)), min(size, len(here))))
        rows += [(here[k][0], village[0], here[k][2], "relocated-household", f"{township}构造安置点", here[k][4])
                 for k in chosen]
    put("relocated", ("site", "members"), rows)

    ids, draw = Ids("other-ids"), rng("others")
    rows = [(ids.next(), code, f"{name}构造合作社{k}", "cooperative", draw.randint(5, 60))
            for code, name, _, _ in villages for k in range(1, draw.randint(1, 5) + 1)]
    put("cooperatives", ("members",), rows)
    rows = []
    for code, name, _, _ in villages:
        for k in range(1, draw.randint(1, 8) + 1):
            label = draw.choice(PROJECTS)
            rows.append((ids.next(), code, f"{name}构造{label}项目{k}", "project", draw.choice((2018, 2019, 2019)),
                         draw.randint(5, 300) * 10000, draw.choice(("在建", "已完工", "已验收"))))
    put("projects", ("year", "yuan", "stage"), rows)
    rows = []
    places = [code for code, _, _ in TOWNSHIPS]
    # the county seat holds more firms than a pastoral township
    weights = [6, 2, 2, 3, 3, 3, 3, 2, 1, 2]
    for kind, label, number in FIRMS:
        for k in range(1, number + 1):
            unit = places[k - 1] if number <= 10 else draw.choices(places, weights)[0]
            rows.append((ids.next(), unit, f"构造{label}{k:02}", kind, draw.choice("AABBBCD")))
    put("firms", ("credit",), rows)
    return files


# code (also the file's name), kinds (codes of data/subjects.toml), name_zh, keeper
REGISTERS = [
    ("households", "household", "农牧户名录", "agriculture"),
    ("poor-households", "poor-household", "建档立卡户名录", "poverty-hq"),
    ("low-income", "low-income-household", "低保户名录", "civil-affairs"),
    ("renovated", "renovated-household", "危房改造户名录", "housing"),
    ("relocated", "relocated-household", "易地搬迁户名录", "housing"),
    ("cooperatives", "cooperative", "农民专业合作社名录", "agriculture"),
    ("projects", "project", "扶贫和涉农项目名录", "development"),
    ("firms", ";".join(kind for kind, _, _ in FIRMS), "经营主体名录", "market"),
]


def register_index():
    rows = [(code, f"registers/{code}.csv", kinds, zh(f"{name}(构造数据)"), keeper, "2019-09-20")
            for code, kinds, name, keeper in REGISTERS]
    return table(("code", "file", "kinds", "name_zh", "keeper", "date"), rows)


# ---------------------------------------------------------------- baseline, October 2018
BASELINE_SUBJECTS = {
    "agriculture": ["产业扶贫项目检查", "秋季动物防疫检查", "草奖资金台账检查"],
    "housing": ["危房改造档案检查", "易地搬迁入住台账检查", "人居环境整治检查"],
    "poverty-hq": ["脱贫攻坚档案资料检查", "脱贫攻坚专项督查"],
    "education": ["控辍保学台账检查", "教育资助资料检查"],
    "health": ["健康扶贫资料检查", "公共卫生服务台账检查"],
    "civil-affairs": ["低保档案检查", "特困供养资料检查"],
    "water": ["饮水安全台账检查", "河长制资料检查"],
    "finance": ["一卡通发放花名册检查", "扶贫资金台账检查"],
    "labour": ["公益岗位考勤检查", "技能培训资料检查"],
    "ecology": ["环保督察整改台账检查"],
    "market": ["食品安全台账检查"],
    "emergency": ["安全生产资料检查"],
    "land": ["耕地保护台账检查"],
    "organisation": ["驻村工作队考勤检查", "党建资料检查"],
    "development": ["项目档案检查"],
    "city-poverty": ["脱贫攻坚市级督导"],
    "city-agriculture": ["产业项目市级检查"],
    "region-poverty": ["脱贫攻坚自治区巡查"],
}


def baseline():
    """Every department comes on its own: each township has arrivals on at least three days of every working week."""
    draw = rng("baseline")
    county = [row[0] for row in DEPARTMENTS if row[3] == "county" and row[0] in BASELINE_SUBJECTS]
    above = [row[0] for row in DEPARTMENTS if row[3] != "county" and row[0] in BASELINE_SUBJECTS]
    first = date(2018, 10, 8)
    working = [d for d in (first + timedelta(k) for k in range(24)) if d.weekday() < 5]
    out_today = Counter()
    arrivals = []
    for week in sorted({d.isocalendar().week for d in working}):
        days = [d for d in working if d.isocalendar().week == week]
        for code, _, _ in TOWNSHIPS:
            seen = set()
            for day in sorted(draw.sample(days, min(len(days), draw.choice((3, 3, 4, 4, 5))))):
                for _ in range(draw.choice((1, 1, 1, 2))):
                    pool = above if draw.random() < 0.06 else county
                    free = [d for d in pool if d not in seen and out_today[d, day] < 2]
                    department = draw.choice(free or [d for d in county if d not in seen])
                    seen.add(department)
                    out_today[department, day] += 1
                    length = 2 if day != days[-1] and draw.random() < 0.12 else 1
                    people = draw.randint(2, 5)
                    arrivals.append((day.isoformat(), code, department, length, people,
                                     "yes" if draw.random() < 0.92 else "no",
                                     draw.choice(BASELINE_SUBJECTS[department]), draw.randint(3, 9),
                                     draw.randint(1, 5), people + draw.randint(0, 4)))
    arrivals.sort()
    check_baseline(arrivals, working)
    return table(("date", "unit", "department", "days", "people", "announced", "subject", "materials", "forms",
                  "host_people"), arrivals)


def check_baseline(arrivals, working):
    """The figure the whole demo starts from; days are counted by arrival, a second day of a stay adds nothing."""
    days = defaultdict(set)
    for row in arrivals:
        day = date.fromisoformat(row[0])
        assert day in working, row
        days[row[1], day.isocalendar().week].add(day)
    weeks = {d.isocalendar().week for d in working}
    for code, name, _ in TOWNSHIPS:
        for week in weeks:
            assert len(days[code, week]) >= 3, (name, week)


# ---------------------------------------------------------------- all files
def build():
    villages = village_list()
    counts = household_counts(villages)
    files = {"units.csv": units(villages, counts), "departments.csv": departments(), "inspectors.csv": inspectors(),
             "registers.csv": register_index(), "baseline-2018-10.csv": baseline()}
    files.update(registers(villages, counts))
    for spec in requests_2019.FILES:
        name, data = forms.write(spec, zh)
        files[f"requests-2019/{name}"] = data
    name, data = forms.write(requests_2019.BAD, zh)
    files[f"../../tests/fixtures/intake-bad/{name}"] = data
    return files


def main():
    files = build()
    if "--check" in sys.argv[1:]:
        wrong = [name for name, data in files.items()
                 if not (HERE / name).is_file() or (HERE / name).read_bytes() != data]
        print("\n".join(f"differs: {name}" for name in wrong) or f"{len(files)} files agree")
        return 1 if wrong else 0
    for name, data in sorted(files.items()):
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{len(data):>8} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
