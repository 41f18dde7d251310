# Samples: how many, which ones, what a result means.
cli-sample = how many to visit, which ones, and whether a published draw is right
cli-sample-size = how many for a stated claim
cli-sample-size-discovery = the smallest sample that finds a fault, if there are so many
cli-sample-size-audit = judge a declared level from a given number
cli-sample-size-two-point = the smallest plan that holds both risks
cli-sample-size-tail = the exact probability of at most so many in a sample
cli-sample-plan = plans from a table, and what a sample can say
cli-sample-plan-table = a plan of the published table, by lot size and AQL
cli-sample-plan-meaning = what a sample of this size would find
cli-sample-commit = fix a draw before the day
cli-sample-draw = draw; anyone can repeat it with sha256sum
cli-sample-coordinate = draw for several departments with the same tickets: one household, one knock
cli-sample-inspectors = draw a team, passing over the recused
cli-sample--part = a department's list and number; repeat for each
cli-sample--size = inspectors in the team
cli-sample--recused = a recused inspector and why: home-township, relative or last-inspector; may be repeated
cli-sample-verify = repeat a published draw
cli-sample--population = elements there are
cli-sample--nonconforming = elements that are nonconforming
cli-sample--confidence = in how many of 100 draws one must be found
cli-sample--declared = level that was declared, e.g. 0.02 or 2%
cli-sample--limiting = level that must not pass, e.g. 0.10 or 10%
cli-sample--risk = risk of contradicting a true declaration, in percent
cli-sample--n = elements to draw
cli-sample--good = nonconforming elements that should be accepted
cli-sample--bad = nonconforming elements that should be rejected
cli-sample--alpha = risk of rejecting the good, in percent
cli-sample--beta = risk of accepting the bad, in percent
cli-sample--count = at most so many nonconforming in the sample
cli-sample--lot = elements in the lot
cli-sample--level = inspection level: S-1 to S-4, I, II or III
cli-sample--aql = acceptable quality level as the table writes it
cli-sample--severity = normal, tightened or reduced
cli-sample--levels = shares of faults to speak of, separated by commas
cli-sample--round = the visit and its subjects
cli-sample--secret = the secret, 64 lowercase hex digits
cli-sample--public = the public number, as read out
cli-sample--source = public source of the number, which does not exist yet
cli-sample--seed = the seed, 64 lowercase hex digits
cli-sample--ratio = share of the list to draw, e.g. 5%; rounded up
cli-sample--replacements = so many of the next as replacements
cli-sample--ids = list to draw from, one id a line; repeat to draw across several
cli-sample--size_column = the list is a table and chances follow this column
cli-sample--method = order where chances follow sizes
cli-sample--commitment = commitment published before
cli-sample--draw = document of the draw
cli-sample-size-lqas = at least how many of those asked must say yes
cli-sample-size-zero-failure = how many without a fault show that faults are few
cli-sample-size-sequential = stop early: the numbers to accept and reject after each visit
cli-sample-plan-team = what the people and days at hand can say
cli-sample-plan-curve = how often a plan accepts at every true level
cli-sample-plan-allocate = share a sample out over strata
cli-sample-size-sequential--good = good share, e.g. 0.02 or 2%
cli-sample-size-sequential--bad = bad share, e.g. 0.10 or 10%
cli-sample-size-lqas--risk = risk of denying a benchmark that is reached, in percent
cli-sample-size-lqas--population = households there are; without it the population is large
cli-sample--benchmark = share that must be reached, e.g. 0.9 or 90%
cli-sample--tolerable = share of faults that is tolerable, e.g. 0.02 or 2%
cli-sample--length = households to list numbers for
cli-sample--half_days = half days of a team of two
cli-sample--c = acceptance number
cli-sample--up_to = greatest share to draw
cli-sample--points = steps to draw
cli-sample--sizes = elements of each stratum, separated by commas
cli-sample--variances = variance of each stratum, for Neyman's allocation
sampling-lqas = Ask { $n }: call { $benchmark } % reached when at least { $decision } say yes; where it is just reached, this is denied with at most { $risk } % probability.
sampling-zero-failure = { $n } { PLURAL($n, "visit", "visits") } without a fault show with { $confidence } % confidence that fewer than { $percent } % are faulty (large population).
sampling-sequential = Wald: good { $good } %, bad { $bad } %, risks { $alpha } % and { $beta } %. Columns: visited, accept with at most, reject from.
sampling-stronger = To find faults in { $percent } % with { $confidence } % confidence: { $n } { PLURAL($n, "household", "households") }. { $days }
sampling-curve = Draw { $n } of { $population }, accept up to { $c }. Columns: nonconforming elements, accepted.
sampling-curve-flat = Of { $n } drawn never more than { $c } can be nonconforming: this plan rejects nothing, whatever there is.
sampling-meaning = { $n } of { $population }: { $found }.
sampling-found = { $hundred ->
        [0] faults in { $percent } % of them ({ $faulty }) cannot be found
        [100] faults in { $percent } % of them ({ $faulty }) are certain to be found
       *[other] faults in { $percent } % of them ({ $faulty }) would be found in { $hundred } of 100 draws
    }
sampling-found-more = { $hundred ->
        [0] { $before }; in { $percent } % ({ $faulty }), never
        [100] { $before }; in { $percent } % ({ $faulty }), always
       *[other] { $before }; in { $percent } % ({ $faulty }), in { $hundred }
    }
sampling-team-days = Days of work for a team of two: { $least }–{ $most }.
sampling-team-days-one = Days of work for a team of two: { $days }.
sampling-discovery = Draw { $n } of { $population }: if { $faulty } { PLURAL($faulty, "is", "are") } nonconforming, at least one is found with { $confidence } % confidence or more. Finding none does not mean there are none.
sampling-audit = Draw { $n } of { $population }, declared level { $declared } % (at most { $faulty } nonconforming): more than { $limit } found contradict the declaration; a true declaration is contradicted with { $risk } % probability.
sampling-audit-limiting = { $before } If { $level } % ({ $faulty }) are nonconforming, this passes unnoticed with { $risk } % probability.
sampling-two-point = Draw { $n } of { $population }, accept while at most { $c } { PLURAL($c, "is", "are") } nonconforming: { $good } nonconforming { PLURAL($good, "is", "are") } rejected with { $risk-good } % probability, { $bad } { PLURAL($bad, "is", "are") } accepted with { $risk-bad } %.
sampling-tail = P(at most { $count }) = { $p }
sampling-tail-fraction = = { $fraction }
sampling-table = { $edition }, letter { $letter }{ $used ->
        [same] {""}
       *[other] , by the table's arrow the plan of { $used }
    }: draw { $n } of { $population }, accept up to { $ac }, reject from { $re }.
sampling-table-whole = { $edition }, letter { $letter }{ $used ->
        [same] {""}
       *[other] , by the table's arrow the plan of { $used }
    }: the plan asks for { $n }, so look at all { $population }; accept up to { $ac }, reject from { $re }.
sampling-ratio-and-number = Both a share and a number are named: the larger is taken, { $n }.
sampling-verified-committed = The draw of { $n } is right: frame, seed, order, and what was published before the day.
sampling-verified-compare = The draw of { $n } is right: frame, seed and order. Whether it was fixed before shows only what was published then: its secret must have this hash: { $hash } (or give the commitment kept since with --commitment).
sampling-verified = The draw of { $n } is right: frame, seed and order. No commitment was given, so it does not show that the draw was fixed before.
sampling-verified-seed = The order of { $n } follows from the seed. Where the seed came from is not shown.
sampling-problem-row = { $file }, line { $row }: { $code } { $cause }
sampling-problem-file = { $file }: { $code } { $cause }
S4001 = a population of { $population } cannot be sampled
    .action = give a number from 1 to { $max }.
S4002 = { $count } nonconforming of { $population } is not possible
    .action = give a number not above the population.
S4003 = { $count } cannot be drawn from { $population }
    .action = draw at least 1 and at most as many as the list holds (elements of size 0 do not count).
S4004 = { $percent } % is no confidence for a discovery sample
    .action = give percent from 50 to below 100, e.g. 95.
S4005 = with nothing nonconforming there is nothing to discover
    .action = say how many nonconforming elements should not go unnoticed.
S4006 = a level of { $percent } % is of no use here
    .action = give a level below 100 % (and above 0 for what is to be found), as 0.02 or 2%.
S4007 = { $percent } % is no risk a plan can hold
    .action = give percent above 0, up to 50.
S4008 = the good ({ $good }) must be fewer than the bad ({ $bad })
    .action = give numbers of nonconforming elements, the good one smaller.
S4009 = the good share ({ $good } %) must be below the bad one ({ $bad } %)
    .action = give the smaller share as good.
S4010 = a lot of { $lot } is too small for the table
    .action = look at every element.
S4011 = the table has no { $value }
    .action = give an AQL such as 0.65, 1.0, 1.5, 2.5, 4.0, 6.5 or 10.
S4012 = { $value } is no inspection level
    .action = give S-1, S-2, S-3, S-4, I, II or III.
S4013 = "{ $id }" is empty or holds | or a line break or another control character
    .action = change it: it could be hashed in more than one way.
S4014 = "{ $id }" is not in the composed form of Unicode (NFC)
    .action = convert the list to NFC, then publish and draw from that list.
S4015 = "{ $id }" stands twice
    .action = keep one line for each element; two would give it no second chance.
S4016 = "{ $value }" is no seed
    .action = give 64 hex digits in lower case, or round, secret and public number.
S4017 = the secret is not 64 hex digits in lower case
    .action = give the secret exactly as it was made.
S4018 = { $found } variances for { $expected } strata
    .action = give one variance for each stratum.
S4019 = "{ $id }" is the id of a household and of a village
    .action = give villages and households different ids: their tickets must differ.
S4020 = the seed { $published } does not follow from round, secret and public number: { $found } does
    .action = compare each of the three with what was published and read out.
S4021 = the secret is not the one whose hash { $published } was published
    .action = ask for the secret of this round; without it the draw proves nothing.
S4022 = round, number or method is not what was fixed before: { $round }, { $n }
    .action = the draw must be made with what was published.
S4023 = the frame is not the one fixed before ({ $published })
    .action = draw from the list that was fixed; a changed list needs a new round.
S4024 = the list at hand ({ $found-total }, { $found }) is not the one drawn from ({ $published-total }, { $published })
    .action = compare with the list that was published; order and empty lines do not matter, every other byte does.
S4025 = place { $place } of the sample names { $published }; the seed gives { $found }
    .action = go by the seed; report the difference to the supervising office.
S4026 = replacement { $place } names { $published }; the seed gives { $found }
    .action = go by the seed; report the difference to the supervising office.
S4030 = the list is not UTF-8 text
    .action = save it as UTF-8, one id a line.
S4031 = there is no column { $column }
    .action = name a column as the first line writes it.
S4032 = "{ $cell }" is no size
    .action = write a whole number, 0 to leave the element out.
S4033 = { $found } fields where the first line has { $expected }
    .action = check separators; fields must not hold the separator.
S4034 = { $file } is not a document { $schema }
    .action = give the file as it was written.
S4035 = { $count } { PLURAL($count, "entry", "entries") } of the lists cannot be taken
    .action = correct every line named above; nothing was drawn.
S4040 = acceptance numbers do not hold for a sample whose chances follow sizes
    .action = judge by an equal-probability sample; use this one for estimates.
S4041 = { $count } { PLURAL($count, "element", "elements") } of the sample { PLURAL($count, "is", "are") } still open
    .action = visit them, or record why they cannot be visited.
S4042 = { $count } reports are on elements the draw did not reach
    .action = record directed visits apart; a replacement counts only in ticket order.
S4043 = the replacements listed do not suffice: { $count } are missing
    .action = list more replacements from the same draw.
S4044 = { $id } is recused but not in the pool
    .action = write the id as in the list.
recusal-home-township = home township
recusal-relative = relative there
recusal-last-inspector = inspected this unit last time
sampling-passed-over = passed over: { $id } ({ $reason })
sampling-together = { $visits } { PLURAL($visits, "visit", "visits") } instead of { $separate }: { $saved } saved. The number drawn differs a little from draw to draw. Averaged over all possible draws, no method gets below { $bound }; a single draw, like this one, may fall on either side of that average. The departments' results are correlated: do not multiply their risks.
switching-unchanged = no change
switching-two-of-five = tightened: two of five or fewer consecutive visits were rejected
switching-five-accepted = normal again: five visits in a row were accepted
switching-five-rejected = stopped: five visits were rejected under tightened sampling; special rectification first
switching-score = reduced: the switching score reached 30
switching-rejected-reduced = normal again: a visit was rejected
switching-between = normal again: accepted, but more were found than the acceptance number
switching-stopped = still stopped: rectification has not been accepted yet
severity-normal = normal
severity-tightened = tightened
severity-reduced = reduced
not-visited-working-away = working away
not-visited-absent-today = absent that day
not-visited-refused = refused
not-visited-no-such-element = no such household
directed-farthest = farthest group
directed-worst-house = worst house
directed-alone-elderly = old person alone
directed-complainant = complainant
directed-other = another reason
sampling-severity = Severity { $severity } ({ $reason }; switching score { $score }): draw { $n }; up to { $ac } nonconforming is accepted, { $re } is rejected.
sampling-severity-stopped = Sampling is stopped until special rectification; who goes nevertheless, { $severity }: draw { $n }; up to { $ac } nonconforming is accepted, { $re } is rejected.
sampling-accepted = Accepted: { $found } nonconforming, no more than { $ac }.
sampling-rejected = Rejected: { $found } nonconforming, more than { $ac }. The check is expanded, and samples drawn from now on are stricter by themselves.
sampling-open = { $open } still to be visited, no verdict yet; { $found } nonconforming so far.
sampling-alarm = { $before } { $replaced } replaced, more than a fifth of the { $n } drawn: find out why.
sampling-pool = The township is drawn as one and judged once; its villages get about: { $shares }.
sampling-pool-alone = One village by itself: { $meaning }
sampling-basis = Basis: exact for a finite population (hypergeometric), no table, no approximation.
protocol-office = Office for joint inspections
protocol-title = Record of a draw: { $n } of { $population } ({ $kind })
protocol-at = drawn at
protocol-witnesses = witnesses
protocol-check = check value
severity-unit = { $unit } · { $subject }: { $severity } ({ $reason }; switching score { $score })
severity-unit-stopped = { $unit } · { $subject }: stopped until special rectification ({ $reason })
severity-unit-skip = { $unit } · { $subject }: { $severity }, long clean: a lot may decide whether the next visit is needed (sample severity --skip; { $reason }; switching score { $score })
severity-accepted = { $on } { $visit } { $before }: { $n } drawn, { $found } nonconforming, no more than { $ac }: accepted; score { $score }; { $reason }
severity-rejected = { $on } { $visit } { $before }: { $n } drawn, { $found } nonconforming, more than { $ac }: rejected; score { $score }; { $reason }
severity-resumed = Sampling of “{ $subject }” goes on, tightened.
draw-account = { $rounds ->
        [0] No draw that several departments share yet.
        [one] One shared draw: { $said }
       *[other] { $rounds } shared draws: { $said }
    }
word-stands-out = more replaced than chance would have it
col-drawn = drawn
col-times = times drawn
col-households = elements
field-result = result
field-item = check item
field-directed = reason for choosing
cli-record = Record what a joint visit brought back: the filled checklist, CSV or JSON of Kobo or ODK, or a list (id, result, item, directed, note)
cli-record--file = The file of results
cli-draw-show = Record of a draw: frame, source, chosen ids, witnesses, time, check value
cli-draw--round = Request or visit
cli-draw-severity = How strictly each township is sampled in each subject, its history and why
cli-draw-resume = Sampling goes on after special rectification (director)
cli-draw-resume--subject = Code of the subject, see subjects.toml
cli-draw-resume--note = Evidence of the rectification
cli-draw-substitutions = Villages where replaced households cluster
cli-draw-spread = How often households were drawn
cli-draw-account = Household visits that shared draws saved
cli-export-proof = Everything a draw is verified with: draw, ids of the frame, record
cli-export-proof--round = Request or visit
S4050 = The public number of { $round } must come from “{ $source }” and be read out first
    .action = Give the number with --public, and the witnesses.
S4051 = { $round } was fixed to take the journal as its public number; no other can be given
    .action = Draw without a number; name a public source when publishing where one is wanted.
S4052 = { $round } is not drawn yet
    .action = Draw it first, as it was fixed.
S4054 = { $visit } is “{ $state }” or has not begun; no results can be recorded
    .action = Record once the visit has begun.
S4057 = Sampling of { $unit } in “{ $subject }” is not stopped
    .action = See draw severity.
S4058 = { $file } was not recorded
    .action = Correct what is listed above and record again.
S4060 = “{ $cell }” is no result
    .action = Write conforming, nonconforming, working-away, absent-today, refused or no-such-element.
S4061 = “{ $cell }” is no reason for choosing a household
    .action = Write farthest, worst-house, alone-elderly, complainant or other.
journal-record = record results
journal-resume-sampling = resume sampling
materials-saved = { $requests } accepted { PLURAL($requests, "request asks", "requests ask") } for materials; { $switched } of them now { PLURAL($switched, "looks", "look") } at the ground alone. About { $pages } { PLURAL($pages, "page", "pages") } not handed over, { $hours } host-{ PLURAL($hours, "hour", "hours") } saved (estimates of materials.toml).
materials-unmatched = { $count } { PLURAL($count, "material waits", "materials wait") } for a person: decide each with triage dispose.
col-material = material to be decided
cli-triage-materials = Materials no rule knows, and the pages and hours saved
cli-sample-two-stage = Villages first, then households, each with the same chance
cli-sample--village = List of one village; the file's name is its id; once a village
cli-sample--villages = How many villages
cli-sample-plan-team--villages = Households of each village, separated by commas: drawn as one for the township's verdict
cli-sample-plan-team--people = Inspectors, two a team
cli-sample-plan-team--days = Working days
cli-sample-rotate = Rotation: those whose turn it is and a fresh part, judged separately
cli-sample--permanent = Seed that stays for a cycle, 64 lowercase hex digits
cli-sample--shift = Ticket the last round ended at; none for the first
cli-sample--rotated = How many whose turn it is
cli-sample--fresh = How many drawn anew
sampling-next-shift = The next round begins after this ticket: { $shift }
sampling-part-rotated = rotated
sampling-part-fresh = fresh
sampling-certain = certain
S4062 = No half days follow from these people and days
    .action = Give at least 2 people and 1 day, or the half days themselves.
S4063 = “{ $value }” is no ticket
    .action = Give the 64 lowercase hex digits the last round ended with.
sampling-force = { $departments }: { $people } { PLURAL($people, "person", "people") }, { $half-days ->
        [1] one half day
       *[other] { $half-days } half days
    } each: about { $households } { PLURAL($households, "household", "households") }.
sampling-pooled = Drawn from { $villages } { PLURAL($villages, "village", "villages") } as one and judged as one, for the township: about { $each } a village, too few to judge a village by.
sampling-passing = An acceptance is no proof: with { $percent } % nonconforming ({ $faulty }), { $hundred } of 100 samples are accepted nevertheless.
sampling-expanding = Expanded check, not part of the verdict: { $seen } of { $n } seen, { $found } nonconforming. Go on in this order: { $next }.
sampling-expanded = Expanded check, not part of the verdict: all { $n } seen, { $found } nonconforming.
sampling-expert = Plan: n = { $n }, Ac = { $ac }, Re = { $re }. Audit of a declared level of { $level } %, hypergeometric and exact: a township as good as that is rejected in at most 5 of 100 samples.
sampling-expert-table = { $edition }, single sampling, level II, letter { $letter }, AQL { $aql }: n = { $n }, Ac = { $ac }, Re = { $re }. { $days }
sampling-point = { $percent } % ({ $faulty }): accepted in { $accepted } %
sampling-force-kept = { $visit } goes with { $people } { PLURAL($people, "person", "people") }, { $half-days ->
        [1] one half day
       *[other] { $half-days } half days
    } each; its samples follow.
switching-last-rejected = the last sample was rejected: the next is a tightened one
cli-draw-plan = From people and days, what a visit's samples will show, and what a stronger claim takes
cli-draw-plan--visit = the visit
cli-draw-plan--people = people who go to households, two a team
cli-draw-plan--half_days = half days each of them goes
cli-draw-plan--keep = draw by these people and days; before the visit is published
cli-draw-plan--expert = with the table of AQLs and the operating-characteristic curve
journal-plan-sample = people and days of a sample
S4064 = { $half-days } half { PLURAL($half-days, "day", "days") } are more than the visit has: it takes { $days ->
        [1] one day
       *[other] { $days } days
    }
    .action = Send more people, or plan the visit for more days.
cli-record--amend = Where the file differs from what is on record, the file holds
cli-sample-severity = How strictly the next sample is drawn after a history of results, and whether a lot leaves the next visit out
cli-sample-severity--results = Results, the oldest first: nonconforming / acceptance number, and / the acceptance number one step stricter where there is one, e.g. 0/1 or 1/2/1
cli-sample-severity--skip = Chance that the next visit is left out after a long clean history, e.g. 25%
cli-sample-severity--id = Unit and subject the lot is for
sampling-step-accepted = { $number }. { $severity }: { $found } nonconforming, no more than { $ac }: accepted; score { $score }; { $reason }
sampling-step-rejected = { $number }. { $severity }: { $found } nonconforming, more than { $ac }: rejected; score { $score }; { $reason }
sampling-next = The next sample: { $severity }.
sampling-next-stopped = No next sample: special rectification first, then tightened.
sampling-lot-none = No lot: the history must be on reduced sampling with { $visits } accepted in a row.
sampling-lot-skipped = The lot: the next visit in this subject is left out.
sampling-lot-kept = The lot: the next visit in this subject takes place.
sampling-directed = Chosen by people, not by lot: { $count } ({ $reasons }), { $found } nonconforming. Told apart; no acceptance number applies to them.
sampling-directed-reason = { $reason } { $count }
switching-at-draw = a rejection came in since it was fixed: it is drawn tightened
switching-drawn-before = drawn before the latest result, and left as it is
switching-none = no results yet
sampling-raised = { $from } were fixed before; the record says that a rejection since then made it { $n }, further down the same tickets. Ask for that rejection.
S4066 = { $round } is unannounced: its draw needs a witness
    .action = Name who saw the number read out, e.g. a member of the village supervision committee.
sampling-meaning-all = All { $n } are looked at: whatever is wrong is found.
sampling-audit-never = { $before } With so few, nothing that is found can contradict the declaration: draw more.
sampling-stops = Judged household by household, may stop early: { $numbers }. In a township as good as the declared level ({ $level } %) { $average } are visited on average before it stops, { $n } at most.
sampling-stopped-accepted = Accepted by the stop numbers: { $found } nonconforming after { $after } of { $n }, no more than { $ac }; the rest need not be visited.
sampling-stopped-rejected = Rejected by the stop numbers: { $found } nonconforming after { $after } of { $n }, reaching { $re }. The check is expanded, and samples drawn from now on are stricter by themselves.
stop-and = { $said }; { $next }
stop-first = at the earliest { $reject }; { $accept }; all stop numbers stand on the checklist
stop-after-one = after { $from }
stop-after = after { $from } to { $until }
stop-either = { $after }: stop and accept with { $accept ->
    [0] none
   *[other] at most { $accept }
} nonconforming, stop and reject from { $reject } on
stop-accept = { $after }: stop and accept with { $accept ->
    [0] none
   *[other] at most { $accept }
} nonconforming
stop-reject = { $after }: stop and reject from { $reject } nonconforming on
cli-draw-plan--sequential = judge household by household, with stop numbers: a team may stop early
S4067 = to show that fewer than { $percent } % are faulty takes more than { $max } visits
    .action = Give a larger share, or count the whole register.
S4068 = a team of { $size } cannot be drawn: { $able } of the list may take part
    .action = Ask for at least one person and for no more than may take part; add people to the list or lift a recusal.
S4069 = the seed of the round is the permanent one
    .action = Give the round a seed of its own: the fresh part would otherwise only be the next in turn.
turn-rotated = whose turn it is
turn-again = drawn lately
frame-stratum = { $frame } ({ $turn })
sampling-rotated = Rotation: only from those whom the last { $rounds } { PLURAL($rounds, "round", "rounds") } did not draw; judged by itself.
sampling-again = Rotation: only from those whom the last { $rounds } { PLURAL($rounds, "round", "rounds") } drew, as nobody is safe after a visit; judged by itself.
S4070 = the acceptance number is larger than the one fixed before: { $round }
    .action = judge the sample by the number that was published.
S4071 = the draw brings along another commitment than { $file }
    .action = ask for the draw made with what was published; round, number, frame, secret and source must all be the same.
protocol-acceptance = accepted up to
protocol-sealed = published before
sampling-basis-binomial = Basis: exact for a large population (binomial), no table, no approximation.
sampling-basis-wald = Basis: Wald's sequential test (1945) by exact comparison of whole numbers.
sampling-table-passing = { $before } With { $percent } % nonconforming ({ $faulty }) it is accepted in { $hundred } of 100 draws.
sampling-table-defects = { $before } So large an acceptance number counts defects per hundred units, not nonconforming units.
