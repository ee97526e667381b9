#!/usr/bin/env bash
# Gathers the seeds of every target from the fixtures and the sample study into fuzz/corpus/TARGET, which is not kept in the
# repository. What a fuzzer found before stays there.
set -euo pipefail
cd "$(dirname "$0")/.."
fixtures=tests/fixtures
sample=examples/research-better-together
corpus=fuzz/corpus

# seed TARGET FILE: the file as it is; large ones only slow a fuzzer down.
seed() {
    [ "$(stat -c %s "$2")" -le 40000 ] || return 0
    mkdir -p "$corpus/$1"
    cp "$2" "$corpus/$1/$(tr / - <<<"${2#*/}")"
}

# files TARGET SEED FILE...: several files in one, as `files` in src/lib.rs cuts them.
files() {
    local target=$1 name=$2
    shift 2
    mkdir -p "$corpus/$target"
    for file in "$@"; do
        printf '%%%%%%%% %s\n' "$(basename "$file")"
        cat "$file"
        printf '\n'
    done >"$corpus/$target/$name"
}

# parts TARGET ARCHIVE: the parts of a workbook or a document, unpacked.
parts() {
    mkdir -p "$corpus/$1"
    python3 - "$2" >"$corpus/$1/$(tr / - <<<"${2#*/}")" <<'PY'
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
for name in archive.namelist():
    part = archive.read(name)
    if len(part) <= 40000:
        sys.stdout.buffer.write(b"%%%% " + name.encode() + b"\n" + part + b"\n")
PY
}

while IFS= read -r file; do
    case $file in
        */statistics/* | */spss/* | */stata/* | */sas/*) ;;
        *.csv | *.tsv | *.txt | *.asc) seed delimited "$file" ;;
    esac
    case $file in
        *.sav | *.zsav | *.por) seed spss "$file" ;;
        *.dta) seed stata "$file" ;;
        *.sas7bdat) seed sas "$file" ;;
        *.xlsx) parts workbook "$file"; seed workbook "$file" ;;
        *.xls | *.ods) seed workbook "$file" ;;
        *.docx) parts word "$file" ;;
        *.vtt | *.srt | */transcripts/*.txt) seed transcripts "$file" ;;
        *.sss | *.lss | *.qsf | *.xml) seed codebooks "$file" ;;
        */codings/*.jsonl) seed codings "$file" ;;
    esac
done < <(find $fixtures $sample -type f -not -path '*/out/*' | sort)

exports=$fixtures/exports
files codebooks triple-s-fixed "$exports/triple-s/fixed.sss" "$exports/triple-s/fixed.asc"
files codebooks triple-s-delimited "$exports/triple-s/delimited.xml" "$exports/triple-s/delimited.csv"
files codebooks ddi "$exports/ddi/clubs.xml" "$exports/ddi/clubs.csv"
files codebooks ddi-dataverse "$exports/ddi/towns_ddi.xml" "$exports/ddi/towns.csv"
files codebooks surveyxact "$exports"/surveyxact/{structure,labels,dataset}.csv
files codebooks redcap "$exports/redcap/never_dictionary.csv" "$exports/redcap/never_opened.csv"
files codebooks xlsform "$exports"/kobo/labels_with_groups{_xlsform_survey,_xlsform_choices,}.csv
files codebooks limesurvey "$exports"/limesurvey/with_structure/{limesurvey_survey_7.lss,results-survey7.csv}
files codebooks repeats "$exports"/kobo/{central-member,central}.csv

mkdir -p $corpus/{study_files,dictionary_edit,conditions,rules,delimited,codebooks}
cat >"$corpus/codebooks/qsf" <<'SEED'
%%%% Survey.qsf
{"SurveyEntry":{"SurveyID":"SV_1","SurveyName":"Clubs","SurveyLanguage":"EN"},"SurveyElements":[
{"Element":"BL","Payload":{"1":{"Type":"Default","Description":"First","BlockElements":[{"Type":"Question","QuestionID":"QID1"},{"Type":"Question","QuestionID":"QID2"}]}}},
{"Element":"SQ","PrimaryAttribute":"QID1","Payload":{"QuestionText":"Do you <b>like</b> it?","DataExportTag":"Q1","QuestionType":"MC","Selector":"SAVR","Choices":{"1":{"Display":"Yes"},"2":{"Display":"No","TextEntry":"true"}},"ChoiceOrder":["1","2"],"RecodeValues":{"1":"1","2":"0"},"VariableNaming":{"1":"yes"}}},
{"Element":"SQ","PrimaryAttribute":"QID2","Payload":{"QuestionText":"How were","DataExportTag":"Q2","QuestionType":"Matrix","Selector":"Likert","SubSelector":"SingleAnswer","Choices":{"1":{"Display":"the hall"},"2":{"Display":"the garden"}},"ChoiceOrder":[1,2],"Answers":{"1":{"Display":"Good"},"2":{"Display":"Bad"}},"AnswerOrder":[1,2],"DisplayLogic":{"0":{"0":{"LogicType":"Question","QuestionID":"QID1","Operator":"Selected"}}}}}]}
%%%% answers.csv
"StartDate","EndDate","ResponseId","Q1","Q2_1","Q2_2"
"Start Date","End Date","Response ID","Do you like it?","How were - the hall","How were - the garden"
"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}","{""ImportId"":""QID2_2""}"
"2024-01-01 10:00:00","2024-01-01 10:05:00","R_1","1","1","2"
"2024-01-02 10:00:00","2024-01-02 10:05:00","R_2","0","",""
SEED
for name in study questionnaire codebook; do
    [ ! -f $sample/$name.toml ] || seed study_files $sample/$name.toml
done
cat >"$corpus/study_files/obeyed" <<'SEED'
%%%% questionnaire.toml
dates = "day-first"
[[question]]
id = "q1"
text = "First"
kind = "single"
columns = ["q1"]
blank = "not-asked"
missing = [{ value = "-9..0", reason = "user" }]
choices = [{ code = "1", label = "One", also = ["one"] }, { code = "2", label = "Two", missing = "refused", aside = true }]
[[question]]
id = "q2"
text = "Second"
kind = "multiple"
shown = "each-cell"
asked = { question = "q1", choices = ["1"] }
choices = [{ code = "a", label = "A", column = "q2_1" }, { code = "b", label = "B", column = "q2_2" }]
[[question]]
id = "how"
text = "How?"
kind = "ranking"
columns = ["how"]
personal = "none"
rows = [{ id = "a", text = "a" }]
%%%% answers.csv
q1,q2_1,q2_2,how,id
1,0,1,"a, b",7
2,1,,c,8
-9,,,a,9
SEED
cat >"$corpus/dictionary_edit/changed" <<'SEED'
%%%% questionnaire.toml
# Ours.
platform = "generic"

[[question]]
id = "q1" # first
text = "First"
kind = "single"
columns = ["q1"]
choices = [
    { code = "1", label = "One" }, # the one
    { code = "2", label = "Two" },
]

[[question]]
id = "q2"
text = "Second"
kind = "grid"
[[question.rows]]
id = "r1"
text = "Row"
column = "q2_1"
%%%% later
[[question]]
id = "q1"
text = "First, reworded"
kind = "multiple"
label = "Short"
missing = [{ value = "-9", reason = "user" }]
choices = [{ code = "2", label = "Two" }, { code = "3", label = "Three", also = ["drei"] }]
[[question]]
id = "q2"
text = "Second"
kind = "grid"
rows = [{ id = "r1", text = "Row", column = "q2_1" }, { id = "r2", text = "Other", column = "q2_2" }]
SEED
printf '%s' "selected(\${likes}, 'a') and (\${age} >= 18 or not(\${sex} = '1'))" >"$corpus/conditions/form"
printf '%s' "count-selected(\${likes}) > 1 and \${why} != ''" >"$corpus/conditions/form-count"
printf '%s' "[sex] = \"1\" and [likes(2)] <> '0' or [age] < 18" >"$corpus/conditions/redcap"
printf 'fund* money~ "lack of"\nThere was no funding; the monies came late.\n' >"$corpus/rules/phrase"
printf 'lack of (money|time)\nWe had a lack of time, and a lack of money. Dr. Who said: “No!”\n' >"$corpus/rules/expression"
printf '/caf[eé]s?\\b/\nThe café’s tables … i̇stanbul straße ﬁnally.\n' >"$corpus/rules/slashes"
printf '\xef\xbb\xbfID;Frage\n1;ja\n2;nein\n' >"$corpus/delimited/mark"
printf '"a","b\n1,2\n' >"$corpus/delimited/open-mark"
echo "seeds: $(find $corpus -type f | wc -l)"
