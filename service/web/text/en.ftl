# The words of the pages, in English. One file is one language: `de.ftl` beside this one is German, and nothing else is
# needed; what it lacks is said in English. Keys begin with the page. No HTML stands here: where a message names something
# that is a link or code, the template gives it as an argument. Messages that begin with `script-` are for the pages' scripts.

## Names of pages, the same in menus, trails and headings

about-title = What is in here
ask-title = Ask
changes-title = Changes
cite-title = How to cite
compare-title = Compare
contribute-title = Contribute
downloads-title = Downloads
docs-title = For programs
evidence-title = Evidence
explain-title = Explain
explore-title = Explore
exports-title = Exports
graph-title = Graph
history-title = History
limits-title = Limits
lineage-title = Lineage
linked-from-title = Linked from
ontology-title = Ontology
prefixes-title = Prefixes
preview-title = Preview
questions-title = Questions
releases-title = Releases
report-title = Report an error
review-title = Review
search-title = Search
shapes-title = Shapes
sign-in-title = Sign in
validate-title = Validate

## Words that several pages share

fate =
    { $fate ->
        [added] added
        [removed] removed
        [new] new
       *[changed] changed
    }
commit-name = Commit { $number }
draft-name = Draft
record-name = This record
severity =
    { $severity ->
        [must] Must be mended
        [should] Should be there
       *[nice] Would be nice
    }
level =
    { $level ->
        [required] required
        [recommended] recommended
       *[optional] optional
    }
more-link = More
rows-table = Rows

sentence-and = { $left }, and { $right }
sentence-or = { $left } or { $right }
truth =
    { $value ->
        [true] yes
       *[false] no
    }
nothing-said = nothing said
span = from { $low } to { $high }
span-to = up to { $high }
span-later = { $low } or later
span-more = { $low } or more

## Every page

base-skip = Skip to the content
base-menu = Main
base-trail = Breadcrumb
base-home = Home
base-past = You see this graph as it was: { $state }.
base-present = See it as it is now
base-deriving = What rules derive is as of state { $state }; rule { $rule } of { $of } is at work on the present one.
base-deriving-first = What rules derive is not here yet: rule { $rule } of { $of } is at work.
base-state = { $title } { $version }, state { $number }
base-state-of = { $title } { $version }, state { $number } of { $date }
base-licence = Data under { $licence }.
base-formats = This page as { $formats }.
base-feed = Feed
base-endpoint = SPARQL endpoint
base-catalogue = Catalogue
base-agents = For agents
base-context = JSON-LD context
script-search-hits = Names that fit

## What is in here

about-heading = What is in here and what is not
about-kinds = Kinds, and how full they are
about-filled = A field is filled when a record has a value for it. A wanted value that is missing here may still exist.
about-kinds-table = Kinds
about-kind = Kind
about-records = Records
about-wanted = Wanted fields filled
about-least = Least filled
about-share = { $name } filled
about-empty = No record yet: { $kinds }.
about-cite = This cites everything as it stands now. Pages of questions and saved queries have a citation of their own.
about-licence = Data under { $licence }: name the source and link to it.

## Ask

ask-lead = Put a question together; every step shows how many things fit.
ask-find = Find every
ask-where = where
ask-property = Property
ask-drop = (take this line away)
ask-arrow = Follow the arrow
ask-stop = (stop here)
ask-test = Test
ask-value = Value
ask-choose = (choose)
ask-date = 2024 or 2024-05-31
ask-and = and
ask-choose-property = (choose a property)
ask-show = Show columns
ask-columns = Columns
ask-count = Count by
ask-list = (list them)
ask-answer = Answer
ask-same = The same in SPARQL
edit-sparql = Edit as SPARQL
save-query = Save
ask-own = Fields
ask-long = This path is too long: at most { $most } steps.
ask-no-property = Nothing here has a property { $name }.
ask-near = Did you mean { $name }?
ask-no-value = { $name }: give a value, or choose “is known”.
ask-wrong =
    { $kind ->
        [number] { $name }: “{ $value }” is not a number.
        [date] { $name }: “{ $value }” is not a year, month or day like 2024-05.
        [boolean] { $name }: “{ $value }” is neither true nor false.
       *[other] { $name }: “{ $value }” is no address.
    }
ask-beyond =
    { $count ->
        [one] A question has at most { $most } lines; { $count } more was left out.
       *[other] A question has at most { $most } lines; { $count } more were left out.
    }
ask-filled = { $percent } % filled
ask-operator =
    { $name ->
        [is] is
        [not] is not
        [any] is any of
        [contains] contains
        [more] is more than
        [less] is less than
        [after] is after
        [before] is before
        [known] is known
        [missing] is missing
       *[other] { $title }
    }
ask-sentence = Find every { $name }
ask-sentence-where = Find every { $name } where { $tests }
ask-sentence-count = { $sentence }; count them by { $name }
ask-sentence-show = { $sentence }; show { $names }

## What a change says

changes-of = Changes of { $name }
statement = Statement
changes-before = Before
changes-after = After
changes-none = Nothing changes.

## One commit

commit-when = When
commit-who = Who decided
commit-author = Who wrote it
commit-draft = From draft
commit-submitted = { $draft }, submitted { $when }
commit-licence = Offered under
commit-merges = Merges the branch
commit-reverts = Takes back
commit-tool = With
statements = Statements
commit-size =
    { $count ->
        [one] { $added } added, { $removed } removed in { $count } graph
       *[other] { $added } added, { $removed } removed in { $count } graphs
    }
commit-then = See everything as it was after this commit
commit-undo-record = Undo this commit in this record
commit-more =
    { $count ->
        [one] { $count } more graph, of the rules or beyond the first { $shown }: take the patch or JSON for all.
       *[other] { $count } more graphs, of the rules or beyond the first { $shown }: take the patch or JSON for all.
    }
undo = Undo
commit-why = Why
commit-undo = Undo this commit

## 

none-yet = None yet.
commits-earlier = Earlier

## Compare

compare-many = { $names } compared
more = { $count } more
compare-differs = What differs
compare-same = What is the same
compare-lead = Two to six records side by side, what differs first, with what each value rests on.
compare-how = Tick records on a page of { $explore }, or name them here by the end of their addresses: a kind and a name with a slash between.
compare-record = Record { $number }
compare-alone = { $name } stands alone: name at least one more.
compare-unlike = These are of different kinds ({ $kinds }), so many fields fit only some of them.
not-known = not known

## Contribute

contribute-lead = Add or correct a record. You are told in words what is missing, a curator accepts it, and every statement keeps its history.
contribute-secret = No account is needed to begin. Your draft has a secret address: keep it, it is the only way back. Nobody sees a draft before you submit it, and it is deleted 30 days after your last change.
contribute-form = Fill in a form
contribute-new = Add something
contribute-or = Or { $paste }, and go on in the form.
contribute-paste = paste YAML, a table or another text that is read here
contribute-correct = To correct or complete what is here, open its page and choose “Correct or complete”.
contribute-upload = Paste or upload a record
contribute-about = What is it about?
contribute-about-for = (for the curator)
the-record = The record
or-file = or a file
text-format = Format of the text
contribute-keep = Keep as a draft and check
contribute-other = Other ways
contribute-error = On the page of any record, “Report an error” beside a statement opens a draft of its correction.
contribute-program = From a program: { $command } answers with the secret address and the report.
contribute-check = { $check } without keeping it.
contribute-check-link = Check a record

## Report an error

correct-name = Correct { $name }
correct-about = About
correct-what = What should it be?
correct-instead = This instead:
correct-right = The right value
correct-remove = It should not be said at all.
correct-why = How do you know?
correct-why-help = An address or a few words for the curator.
go-on = Go on
derived-why = No record says this: a rule works it out anew after every change. To change it, correct what it rests on.
derived-rules =
    { $count ->
        [one] The rule
       *[other] The rules
    }
derived-rests = What it rests on
derived-correct = Statements of records that give the same value or lead to it:
derived-elsewhere = No statement gives this value as it stands; it is counted or put together from several. Look through { $record }, and correct there what is wrong.
correct-next = On the next page you see the whole record and its report, and submit it.

## Coverage of an export

coverage-count =
    { $count ->
        [one] { $count } gap.
       *[other] { $count } gaps.
    }
coverage-title = Coverage

## Between two states

difference-name = From { $old } to { $new }
difference-count =
    { $count ->
        [one] { $count } record differs.
       *[other] { $count } records differ.
    }
difference-all = All of them

## Where sources disagree

disagreements-heading = Sources disagree ({ $count })
disagreements-part = of { $part }
disagreements-preferred = preferred
disagreements-why = “{ $answer }” is preferred by the rule { $rule }.
disagreements-open = The rule { $rule } finds no source that is trusted more than the others, so the answer stays open.
disagreements-no-rule = No rule prefers one of them, so the answer stays open.

## Downloads

downloads-lead = The whole graph after commit { $number }, written { $when }. The same commit gives the same bytes.
downloads-catalogue = DCAT catalogue
downloads-exports = Other exports
files = Files
files-file = File
files-format = Format
files-rows = Rows or quads
files-size = Size
downloads-tables = A table holds one row for each record of a class: its own values, several parted by “|”. Parts of records, such as evidence, are in the RDF files only.
downloads-none = No dump has been written yet; it follows a commit within about a minute. Until then, ask the { $endpoint }.

## For those who write programs

docs-lead = Everything here can be read by programs, from any site and without a key. The same as below for tools: { $document }.
docs-records = Records
docs-address = A record's page is { $address }; its lasting name ends in { $name } and leads there.
docs-format = Every page of a record comes in other formats by an ending such as { $ending }, by { $parameter } or by the Accept header: json for those who want names and nested facts with their sources, csv for a table of the same, ttl, nt, jsonld and rdf for RDF.
docs-kinds = Kinds:
docs-past = Add { $parameter } and a release, the number of a commit or a day to any of them for the graph as it was.
docs-more = More
docs-errors = Errors come as { $type } with what was found, what was expected and what to do, and with line and column where a text was sent.
docs-operations = Operations
docs-parameters = Parameters
docs-parameter = Parameter
docs-where = In
docs-about = What it is
docs-required = required
docs-takes = Takes

## Preview of a draft

preview-notice = A preview of your draft; nobody else sees it.
back-to-draft = Back to the draft
not-known-heading = Not known ({ $count })
preview-empty = The draft holds no record that can be read yet.
what-changes = What changes
preview-against =
    { $count ->
        [one] Against the present state of { $count } record.
       *[other] Against the present state of { $count } records.
    }
submit = Submit

## A draft

draft-your = Your draft
draft-accepted = Accepted by { $who }. See { $changed } and { $provenance }.
draft-changed = what it changed
draft-provenance = its provenance
draft-submitted = Submitted as { $name }; it waits for a curator. This page says what becomes of it: keep its address.
draft-offered = Offered under { $licence }.
draft-returned = { $who } returned it with a note:
draft-keep = Keep this page's address: it is secret and the only way back to your draft.
draft-differs =
    { $count ->
        [one] { $count } statement differs from the present state.
       *[other] { $count } statements differ from the present state.
    }
draft-form = Go on in the form
draft-text = Its text, to change by hand
save-check = Save and check
draft-author = Your name
draft-orcid = or ORCID
draft-agree = I wrote this or may offer it, and it may be published under { $licence }, with my name beside it for good.
draft-licence = the licence of this graph
draft-submit = Submit for review
draft-delete = Delete this draft

## Correct or complete a record

edit-name = Correct or complete { $name }
edit-lead = You get a draft of your own, with every statement of the record in a form. Nothing changes for anybody until a curator accepts it.
edit-begin = Begin a draft
edit-back = Back to the record

## What a record rests on

evidence-of = Evidence for { $name }
evidence-count =
    { $count ->
        [one] { $count } statement, { $supported } with a source; { $sources } sources in all.
       *[other] { $count } statements, { $supported } with a source; { $sources } sources in all.
    }
evidence-all = All { $count } statements
evidence-bare = Without a source ({ $count })
evidence-none = no source of its own
evidence-every = Every statement has a source.
evidence-claims = What is claimed ({ $count })
evidence-claims-lead = Each question about it that a source answers, with all answers; where they differ, what is preferred and why.

## Explain a query

explain-form = Form
explain-volatile = { $form }; its answer differs from run to run and is never kept
explain-dataset = Dataset
explain-everything = Everything: { $count } statements, each once
explain-limits = { $seconds } seconds, { $size }; a page shows { $rows } rows.
explain-all-limits = All limits
explain-graphs = Default graph: { $default }. Named graphs: { $named }.
explain-no-graph = none
explain-patterns = Patterns, as the query has them
explain-pattern = Pattern
explain-matches = Statements it matches by itself
explain-step = { $count } of its rarest step
explain-terms = Terms, the rarest first
explain-terms-table = Terms
explain-term = Term
explain-label = Name
explain-role = Is a
explain-count = Occurs
explain-none = It names no property or class that occurs.
explain-unknown = Nobody has defined { $name } (line { $line }, column { $column }).
explain-near = Near it: { $names }.
explain-back = Back to the editor

## Explore

sentence = Every { $name }
sentence-where = Every { $name } where { $tests }
sentence-is = { $name } is { $values }
sentence-unsaid = not known (nothing said)
explore-count = { $count } of { $size }: { $sentence }.
explore-chosen = Chosen
explore-remove = Remove { $facet }: { $value }
explore-clear = Clear all
explore-left-out = { $problem } It was left out.
explore-wrong =
    { $kind ->
        [date] “{ $value }” is not a year, month or day such as 2024, 2024-03 or 2024-03-15.
       *[other] “{ $value }” is not a number such as 7, 1.5 or 7e9, of at most 18 digits before and after the point.
    }
explore-below = “To” ({ $high }) is below “from” ({ $low }).
explore-lost = Nothing has the value { $value } for { $facet }; it was left out.
chart = Chart
explore-ask = Ask more
explore-facets = Facets
explore-known = { $known } of { $size } known
explore-from = From
explore-to = To
explore-set = Set
apply = Apply
explore-found = Found
explore-compare = Compare { $name }
explore-compare-ticked = Compare the ticked
back-link = Back
explore-nothing = Nothing fits. Take away one of the choices above.
the-query = The query
explore-counted = Counted at state { $number }; newer statements are being counted.

## Exports

exports-lead = The graph in the forms that other catalogues take.
export-formats = Read it as { $formats }.
export-coverage = What is missing, and for whom
export-about = About this export

## All figures

charts-title = Figures
charts-lead = Every question and view that is drawn, each from a query you can read and change.
charts-question = The question with all its rows
charts-none = No saved query says how it is drawn.

## Figures and what they rest on

figure-of = Figure: { $name }
figure-kind =
    { $kind ->
        [none] no figure
        [bar] bars
        [line] lines
        [grid] heat grid
        [timeline] timeline
        [network] network
        [tree] tree
        [sankey] flows
       *[other] { $kind }
    }
figure-table = What is drawn, as a table
figure-unknown = not known
figure-unnamed = none named
figure-nothing = nothing
figure-others = others
figure-rows = rows
figure-number-of = number of { $name }
figure-period = period
figure-group = group
figure-tie = tie
figure-weight = weight
figure-result = Result of a query
figure-result-about = Drawn from the rows of a query.
figure-hidden = { $count } more found no place in the figure.
figure-cut = The answer has more rows than were drawn.
rests-on-sources =
    { $count ->
        [one] Rests on { $count } source
       *[other] Rests on { $count } sources
    }
cite = Cite

## Findings of a report

line-column = line { $line }, column { $column }
finding-expected = Expected
finding-found = Found
finding-fix = How to mend it
finding-rule = Rule

## The form of a record

form-title = Form
form-fill = Fill it in.
form-fill-gap = Fill it in, or say that you looked and could not find it.
form-found = Found: { $value }.
form-another = { $name }, another one
form-remove = remove
form-language = Language of { $name }
did-you-mean = Did you mean
form-date-help = Like 2025-11-18, 2025-11 or 2025.
form-record-help = Its name, or kind/name as in the list.
form-add = Add { $name }
form-proof = Say where you have it from
form-gap-recorded = Recorded as looked for and not found.
form-gap = I looked and could not find this
form-drop = Remove this
form-other = Other
form-more =
    { $count ->
        [one] { $count } more field: { $names }
       *[other] { $count } more fields: { $names }
    }
form-records = Records of this draft:
form-to-mend = { $count } to mend
form-report = Report
form-left = Everything is kept but this:
form-preview = Preview and submit
form-each = Go to each
form-done = Save and go to the draft
form-closed = This draft cannot be changed now: it is { $state }.
draft-state =
    { $state ->
        [submitted] submitted
        [returned] returned
        [accepted] accepted
        [split] split
       *[open] open
    }

## The graph of a record

graph-of = { $name }, graph
graph-heading = { $name }: what it is tied to
graph-ties = Ties of { $name }
graph-ties-about = Records tied to one another, each tie by its name.
graph-relations = Relations
graph-only = Show only
graph-opened = Opened too: { $names }
graph-picture = Picture of the ties
graph-none = It is tied to no other record.
graph-open = Open a neighbour ({ $count })
same-table = The same as a table
graph-cut = Only the first { $most } ties are read; SPARQL has all.

## The history of a record

history-of = History of { $name }
history-accepted = accepted by { $who }
history-draft = from draft { $number }
history-then = as it was then
history-difference = difference
history-said =
    { $count ->
        [one] Who said what ({ $count } statement)
       *[other] Who said what ({ $count } statements)
    }
history-table = Statements with their commits
rests-on = Rests on
history-since = Since
history-who = Who
history-none = Nothing stands here now.

## The first page

landing-name = A name
landing-search = A name, or pick a question
landing-find = Find
release-name = Release { $version }
version-name = Version { $version }
landing-now = As it stands
landing-kinds = Kinds of records
landing-changed = Recently changed
landing-changes = All changes
landing-program = From a program

## Limits

limits-group =
    { $name ->
        [query] A query
        [upload] An upload
        [client] A client
        [connection] Connections
        [page] A page
        [queue] Waiting
       *[other] { $name }
    }
limits-name =
    { $name ->
        [query_deadline_s] Time for a query
        [query_token_deadline_s] Time for a query with a token
        [query_memory_bytes] Memory of a query
        [query_result_bytes] Size of an answer
        [query_length] Characters of a query
        [query_get_length_bytes] Length of an address
        [query_tokens] Words and signs of a query
        [query_depth] Brackets within brackets
        [query_chain] Clauses in a row
        [query_list_items] Items of a list
        [query_group_terms] Terms of a group
        [query_service_hosts] Hosts that SERVICE may ask
        [upload_body_bytes] Size of an upload
        [upload_quads] Statements in it
        [upload_json_depth] JSON within JSON
        [client_requests_per_second] Requests a second, on average
        [client_burst] Requests at once
        [connection_open] Open connections of all
        [connection_open_per_client] Open connections of one client
        [connection_request_head_s] Time to send the head of a request
        [connection_request_body_s] Time to send its body
        [page_rows] Rows on a page
        [queue_workers] Queries at the same time
        [queue_length] Queries that may wait
        [queue_wait_s] Time a query waits at most
        [queue_per_client] Share of one client
       *[other] { $name }
    }
limits-seconds =
    { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
limits-none = none
limits-per-client = No client holds more than half the workers while others wait.

limits-lead = What one request may take here, read from the settings in force. Beyond a limit the answer is an error that says which; never a part of the rows as if it were all.

## What points at a record

incoming-of = Linked from: what points at { $name }
incoming-range = Links { $first } to { $last }, in the order of their names.
incoming-none = Nothing more points here.

## Lineage

lineage-of = { $name }, lineage
lineage-heading = { $name }: what it is made from, and what is made from it
lineage-figure = Lineage as a figure
lineage-steps = Step by step
lineage-none = No step is on record: neither what it is made from, nor what is made from it.

## A list

listing-none = Nothing here.

## A new record

new-title = New record
new-hits = This looks like an existing record:
new-instead = Complete it instead
new-kind = What is it?
new-name = What is it called?
new-name-help = Its preferred name, in English where it has one.
new-page = Its page on the web
new-page-help = If it has one, such as a repository or a paper. It becomes the source of the name; nothing is fetched.
new-anyway = None of these: it is new
new-begin = Begin
new-what = What are these?

## Ontology

ontology-classes = Classes
ontology-terms = All terms
ontology-letters = Letters
ontology-lead = { $classes } classes and { $properties } properties say what can be on record here. Each has a page with its rules in words, its neighbours, how it is written, how often it is used and what changed.
ontology-search = A term
ontology-state = state { $number }, { $day }
ontology-old = Between
ontology-new = and
ontology-compare = What differs

## Prefixes

prefixes-lead = Short names of namespaces. The { $editor } adds those that a query uses; programs declare them themselves.
prefixes-editor = editor
prefixes-prefix = Prefix
prefixes-namespace = Namespace
prefixes-text = To paste into a query

## A panel of a record

panel-why = Why, one by one ({ $count })

## Parts of several pages

marks-title = What this rests on
marks =
    { $count ->
        [one] { $count } source
       *[other] { $count } sources
    }
group-more = More
result-table = Result
result-evidence = What each row rests on
result-took = Answered in { $ms } ms.
result-cut = The first { $count } rows; there are more.
result-rows =
    { $count ->
        [one] { $count } row.
       *[other] { $count } rows.
    }

## Paste or upload

paste-title = Paste
paste-heading = Paste or upload
paste-form =
    { $form ->
        [csv] Table with commas (CSV)
        [tsv] Table with tabs (TSV)
       *[other] { $title }
    }
paste-lead = YAML, a table or one of the other forms below. You see what becomes of it before anything is kept.
paste-becomes = What becomes of it
paste-line = Line
paste-record = Record
paste-verdict = Verdict
paste-unread = Not understood
paste-no-record = no record
conforms = conforms
paste-mend = something must be mended
paste-unjudged = not judged
paste-report = The report
paste-values =
    { $count ->
        [one] { $count } value found
       *[other] { $count } values found
    }
paste-tick = Each value can be taken as it is, changed in its field, or ticked to be left out. The form, which comes next, has everything else.
paste-value-of = { $property }, to be changed here
paste-found = Values found
paste-leave = Leave out
paste-leave-one = Leave out { $property }: { $value }
paste-column = { $column } is
paste-as-named = { $field } (as named)
paste-not-understood = not understood
paste-left-out = left out
paste-keep = Keep as a draft
paste-mend-later = What must be mended can be mended in the form.
paste-kind = Records of
paste-itself = as it says itself
paste-text = The text
paste-look = Look at it
paste-templates = Templates to fill in

## A draft under review

proposal-draft = Draft { $number }, { $state }
proposal-from = from { $name }
proposal-since = waiting since { $day }
proposal-moved = The record has changed since this draft was begun. Bring it up to date, then look at the difference again.
proposal-decide = Decide
proposal-update = Bring up to date
proposal-accept = Accept
proposal-split = Split into one draft a record
proposal-note = Note to the author
proposal-return = Return with this note
proposal-decided = Decided by { $who }: { $state }.

## A question

questions-lead = { $count } questions with their answers, each to be changed, drawn, cited and taken along. None fits? Put your own together: { $ask }.
questions-for = For a { $audience }
questions-others = More questions
question-figure = Figure
question-draw = Draw
question-stranger = Nothing on record for “{ $name }” is called { $value }: choose one of the list.
question-filters = Change the filters
question-limits = What this cannot show.

## A record

record-disagree =
    { $count ->
        [one] Sources disagree on { $count } question
       *[other] Sources disagree on { $count } questions
    }
record-correct = Correct or complete
record-sparql = Open in SPARQL
and-more = and { $count } more
record-looked-for = looked for: { $status }
record-fill = Help fill
record-made =
    { $side ->
        [from] Made from
       *[into] Made into
    }
record-sources = Sources
record-incoming = Linked from ({ $count })
record-incoming-all = All of them
record-incoming-more = Linked from ({ $count } or more)

## A release

release-made = { $day }, commit { $number }, made by { $who }
release-then = See everything as of this release
release-since = What changed since { $version }
release-records = { $count } { $fate }
release-check = check with { $command }

## Releases

releases-lead = A release is kept for ever: its dumps, its checksums, and every query and page with { $parameter } and its version.
releases-commit = commit { $number }
releases-make = Make a release
releases-version = Version
releases-notes = Notes
releases-do = Release the present state

## Review

review-signed = Signed in as { $name }.
review-waiting =
    { $count ->
        [one] { $count } draft waits.
       *[other] { $count } drafts wait.
    }
review-elapsed =
    { $unit ->
        [day] { $count ->
            [one] { $count } day
           *[other] { $count } days
        }
        [hour] { $count ->
            [one] { $count } hour
           *[other] { $count } hours
        }
       *[minute] { $count ->
            [0] just now
            [one] { $count } minute
           *[other] { $count } minutes
        }
    }
review-table = Drafts that wait
review-unchecked = not checked
review-age = Waiting
review-from = From
review-new = new
review-change = change
review-records = { $count } records
sign-out = Sign out

## A rule

rule-name = Rule: { $name }
rule-coverage = How full it is
rule-filled = { $name }: { $filled } of { $things } have a value; of { $unknown } somebody looked and found none; of { $silent } nothing is said.
rule-broken = Who breaks it
rule-total =
    { $count ->
        [one] { $count } time at state { $number }.
       *[other] { $count } times at state { $number }.
    }
rule-first = These are the first { $count }.
rule-kept = Nobody, at state { $number }.
rule-judging = The newest state is being judged by all rules; this page shows the outcome by itself.
rule-failed = The newest state could not be judged here. The operator can: { $command }.
rule-elsewhere = This graph is too big to be judged while you wait, or kept by another engine. The operator can: { $command }.

## Every rule

shapes-lead = What a good record of each kind has. Records are judged by these rules before they are accepted; what should be there but is not is counted here.
shapes-others = All kinds
shapes-broken =
    { $count ->
        [one] broken { $count } time
       *[other] broken { $count } times
    }

## Running a query

downloads-plain = As it is:
downloads-named = With names:
run-told =
    { $release ->
        [none] { $ms } ms, state { $state }
       *[other] { $ms } ms, release { $release } (state { $state })
    }
run-cut = The first { $count } rows; there are more. The downloads have all of them.
run-answer = Answer: { $answer }
problem-found = Found: { $value }
problem-expected = Expected: { $value }
copy = Copy
script-copied = Copied

## A turned table

pivot-title = Pivot
pivot-down = Rows
pivot-across = Columns
pivot-none = none
pivot-measure = Cells
pivot-measure-kind =
    { $measure ->
        [sum] sum
        [first] first value
       *[count] count
    }
pivot-value = of
pivot-turn = Turn
pivot-total = total
pivot-cut = Of the first { $count } rows of the answer; it has more.
pivot-left = The page leaves out { $rows } rows and { $columns } columns; the downloads have all.
pivot-no-numbers =
    { $count ->
        [one] { $count } value of { $column } is no number and is not added.
       *[other] { $count } values of { $column } are no numbers and are not added.
    }

## A saved query

saved-title = Saved query
saved-pinned =
    { $release ->
        [none] Over state { $state } of the graph: the same rows whenever it is opened.
       *[other] Over release { $release } (state { $state }): the same rows whenever it is opened.
    }
saved-newest = Over the newest state of the graph.
saved-name = Title
saved-pin =
    { $release ->
        [none] Pin to state { $state }
       *[other] Pin to release { $release }
    }
saved-why-pin = A pinned query keeps its rows and can be cited. One that is not pinned is forgotten when nobody opens it for a month.
run-elsewhere = Run it elsewhere

## Search

search-words = Words of a name
search-no-hits = Nothing here is called “{ $words }”.
search-near = Nothing here is called “{ $words }”. These names are near:
search-how = Write a name, or the beginning of one: of a record or of a term.
search-cut = The { $most } nearest names; add a word for fewer.
search-explore = Explore by kind
search-questions = Questions others asked
search-terms = Terms and concepts

## Sign in

sign-in-queue = To the queue
sign-in-how = For curators. The operator makes a token with { $command }. A session lasts twelve hours.
sign-in-again = Paste the whole token, or ask for a new one.
sign-in-token = Token

## The SPARQL editor

sparql-query = Query
sparql-run = Run
sparql-run-keys = Ctrl+Enter or ⌘+Enter
sparql-stop = Stop
sparql-tidy = Format
sparql-share = Share
sparql-try = Try one of these

## A page of sections

story-contents = On this page
story-about = What this page rests on
story-sources = Each has its source.
story-own-page = This question on a page of its own
story-limits = What this page cannot show.

## A term of the ontology

term-records = { $count } on record.
term-stated =
    { $count ->
        [one] Stated { $count } time.
       *[other] Stated { $count } times.
    }
term-above = A kind of { $classes }.
term-below = Kinds of it: { $classes }.
term-rules = Rules
term-field = Field
term-of = Class
term-wanted = Wanted
term-filled = Filled
term-mapping =
    { $way ->
        [same] the same as { $term }
        [close] close to { $term }
        [narrower] narrower than { $term }
        [broader] broader than { $term }
        [related] related to { $term }
        [kind] a kind of { $term }
       *[see] see also { $term }
    }
rule = { $count }: { $range }
rule-count =
    { $least ->
        [one] { $most ->
            [one] exactly one
           *[any] one or more
        }
       *[none] { $most ->
            [one] at most one
           *[any] any number
        }
    }
rule-concept = a concept of { $names }
rule-range =
    { $kind ->
        [boolean] yes or no
        [number] a number
        [date] a day, month or year
        [text] text
        [address] an address
        [part] a part: { $names }
       *[other] { $names }
    }
term-links = What may point here
term-around = Among its neighbours
term-around-of = { $name } among its neighbours
term-around-about = Terms that lead to it on the left, terms it leads to on the right.
term-around-list = Its neighbours, one by one
term-kind-of = is a kind of
term-has = may have
term-points-to = points to
term-from = from
term-relation = relation
term-to = to
term-item = thing
term-value = value
term-right = So
term-wrong = Not so
term-wrong-lacks = It lacks what is required: { $names }.
term-wrong-value =
    { $kind ->
        [number] about seven
        [date] last spring
        [boolean] perhaps
        [address] our web page
        [text] https://example.org/
       *[other] a name in words
    }
term-wrong-why =
    { $kind ->
        [number] A number in words is no number: write its digits.
        [date] A date in words is no date: write 2025, 2025-11 or 2025-11-18.
        [boolean] Only true and false are answers; what is not known is left out, or said to be looked for and not found.
        [address] Words are no address: write the whole address, with https.
        [text] A link is no text: write the words.
        [concept] A name in words is no concept: link one of the list.
       *[other] A name in words leads nowhere: link the thing itself.
    }
term-mappings = In other vocabularies
term-written = Written
term-on-record = On record
term-since = since { $release }
term-begin = A query to begin with

## Validate

validate-heading = Validate a record
validate-record =
    { $count ->
        [one] { $name }: { $count } statement, { $verdict }
       *[other] { $name }: { $count } statements, { $verdict }
    }
conforms-not = does not conform
finding-edit = Ready edit
finding-becomes = { $old } becomes { $new }
finding-make = Make this edit
finding-example = Show a correct example
finding-technical = Technical details
finding-focus = Focus node
finding-path = Path
finding-shape = Shape
finding-component = Kind of constraint
validate-mend =
    { $count ->
        [one] Make the ready edit and check again
       *[other] Make the { $count } ready edits and check again
    }
validate-by-profile = Judged by { $profile }, as far as its rules are kept here; this graph's own rules were left aside.
validate-kept = This report stays at this address until { $day }. It also comes as
validate-group = Findings by
validate-by =
    { $grouping ->
        [record] record
        [rule] rule
       *[severity] severity
    }
validate-again = Change it and check again
validate-lines = The text, line by line
validate-detect = as it looks
validate-profile = Judge it by the rules of
validate-own = this graph
validate-class = Take what it describes as
validate-check = Check
validate-program = Nothing is stored. From a program: { $command }

## Scripts of the forms

script-kept = Kept.
script-not-kept = Not kept yet.

## The script of the SPARQL editor

script-editor-query = Query
script-editor-unknown = Nobody has defined { $name }.
script-editor-near = Near it: { $names }.
script-editor-expected = Expected: { $value }
script-editor-where = line { $line }, column { $column }
script-editor-class = class
script-editor-level =
    { $level ->
        [required] required
        [recommended] recommended
       *[optional] optional
    }
script-editor-filled = { $percent } % filled
script-editor-running = Running, { $seconds } s
script-editor-took =
    { $release ->
        [none] { $ms } ms, state { $state }
       *[other] { $ms } ms, release { $release } (state { $state })
    }
script-editor-found = Found: { $value }
script-editor-cut = The answer is longer than a page holds: this is its beginning. The downloads have all of it.
script-editor-rows-cut = The answer is longer than a page holds: these are its first { $count } rows. The downloads have all of them.
script-editor-pivot = Pivot
script-editor-kind =
    { $kind ->
        [bar] bars
        [line] lines
        [grid] heat grid
        [timeline] timeline
        [network] network
        [tree] tree
        [sankey] flows
       *[other] { $kind }
    }
script-editor-stopped = Stopped after { $seconds } s
script-editor-broken = The answer broke off: { $why }
script-editor-answer = Answer
script-editor-yes = yes
script-editor-no = no
script-editor-table = Table
script-editor-chart = Chart
script-editor-graph = Graph
script-editor-raw = Raw
script-editor-result = Result
script-editor-rows =
    { $count ->
        [one] { $count } row, { $took }
       *[other] { $count } rows, { $took }
    }
script-editor-statements = Statements, { $took }
script-editor-figure = The result as a figure; its rows are in the table
script-editor-not-drawn = These rows cannot be drawn so. Try another kind, or choose columns with numbers or links.
script-editor-figure-kind = Kind of figure
script-editor-first-rows = The first { $count } rows; downloads have all.
script-editor-with-labels = labels for IRIs

## The script of the graph

script-graph-keys = Graph. Arrow keys move between records, Page Down and Page Up take the next by name, Space opens the ties of one, Enter goes to its page, plus, minus and nought zoom.
script-graph-find = Find in the graph
script-graph-none = No record here is called { $name }.
script-graph-nearer = Nearer
script-graph-farther = Farther
script-graph-whole = Whole graph
script-graph-records =
    { $count ->
        [one] { $count } record.
       *[other] { $count } records.
    }
script-graph-ties =
    { $count ->
        [one] { $count } tie.
       *[other] { $count } ties.
    }
script-graph-open = Open its ties
script-graph-opened = Opened
script-graph-opening = Opening { $name }
script-graph-degree =
    { $count ->
        [one] { $count } tie here.
       *[other] { $count } ties here.
    }
