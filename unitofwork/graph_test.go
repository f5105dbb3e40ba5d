package unitofwork_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// graph is what a scripted server has stored, by type and key. It does what the groups of
// a commit say, told by their shapes, of which query/testdata/commit.cypher has examples;
// every key is a property called key.
type graph map[string]thing

// thing is a node or a relationship.
type thing struct {
	version          int64
	created, updated any
	start, end       string // of a relationship
}

// graphOf gives what transactions have left, in the order of their commits.
func graphOf(transactions []bolttest.Transaction) graph {
	g := graph{}
	for _, tx := range transactions {
		for _, run := range tx.Runs {
			g.run(run)
		}
	}
	return g
}

// String lists everything with its version.
func (g graph) String() string {
	var all []string
	for _, id := range slices.Sorted(maps.Keys(g)) {
		all = append(all, fmt.Sprintf("%s@%d", id, g[id].version))
	}
	return strings.Join(all, " ")
}

// stamps gives the version, and both times in seconds.
func (t thing) stamps() []int64 {
	all := []int64{t.version}
	for _, value := range []any{t.created, t.updated} {
		at, _ := value.(bolttest.Struct)
		if len(at.Fields) == 0 {
			return all
		}
		all = append(all, at.Fields[0].(int64))
	}
	return all
}

// run runs a commit's statement, whose groups may have no rows.
func (g graph) run(run bolttest.Run) bolttest.Response {
	lists, ok := run.Params["b"].(map[string]any)
	if !ok {
		return bolttest.Response{}
	}
	var names []string
	var record []any
	for i, text := range strings.Split(run.Text, "UNWIND $b.")[1:] {
		rows := lists[strings.Fields(text)[0]].([]any)
		if g.clashes(text, rows) {
			return bolttest.Response{Failure: &bolttest.Failure{Code: "Neo.ClientError.Schema.ConstraintValidationFailed", Message: "scripted"}}
		}
		names, record = append(names, fmt.Sprintf("r%d", i)), append(record, g.group(text, rows))
	}
	return bolttest.Rows(names, record)
}

var (
	keyPlace   = regexp.MustCompile(`\bkey: r\[(\d+)\]`)
	labelPlace = regexp.MustCompile(`[(\[][nabe]:(\w+)`)
	stampPlace = regexp.MustCompile(`(created|updated)(?: =|:) r\[(\d+)\]`)
	rowPlace   = regexp.MustCompile(`^r\[(\d+)\]$`)
	echoPlace  = regexp.MustCompile(`RETURN collect\(\[(.*?)\]\) AS`)
)

// group runs one group and gives its answer.
func (g graph) group(text string, rows []any) any {
	echo := echoPlace.FindStringSubmatch(text)
	echoes := []any{}
	met := 0
	for _, row := range rows {
		after, fresh, found := g.row(text, row.([]any))
		if !found {
			continue
		}
		met++
		if echo != nil {
			echoes = append(echoes, after.echo(strings.ReplaceAll(echo[1], "coalesce(fresh, false)", "fresh"), row.([]any), fresh))
		}
	}
	if echo != nil {
		return echoes
	}
	return met
}

// echo gives what comes back of a row.
func (t thing) echo(list string, row []any, fresh bool) []any {
	var values []any
	for expression := range strings.SplitSeq(list, ", ") {
		switch place := rowPlace.FindStringSubmatch(expression); {
		case place != nil:
			values = append(values, row[number(place[1])])
		case expression == "fresh":
			values = append(values, fresh)
		case strings.HasSuffix(expression, "version"):
			values = append(values, t.version)
		case strings.HasSuffix(expression, "created"):
			values = append(values, t.created)
		default:
			panic("no answer to " + expression)
		}
	}
	return values
}

// clashes tells whether a group creates what is there.
func (g graph) clashes(text string, rows []any) bool {
	return strings.Contains(text, "CREATE (") && slices.ContainsFunc(rows, func(row any) bool {
		ids, labels := idsOf(text, row.([]any))
		_, known := g[labels[0]+"/"+ids[0]]
		return known
	})
}

// row does what a group does with one row: it gives the node or relationship behind it,
// and whether it was made.
func (g graph) row(text string, row []any) (after thing, made, found bool) {
	ids, labels := idsOf(text, row)
	id := labels[len(labels)-1] + "/" + strings.Join(ids, ">")
	t, known := g[id]
	if len(labels) > 1 { // a relationship
		t.start, t.end = labels[0]+"/"+ids[0], labels[1]+"/"+ids[1]
		if _, there := g[t.start]; !there {
			return thing{}, false, false
		}
		if _, there := g[t.end]; !there {
			return thing{}, false, false
		}
	}
	switch {
	case strings.Contains(text, "CREATE ("):
		known = true
		t.version = 1
	case strings.Contains(text, "MERGE ("):
		if known && strings.Contains(text, "AS fresh") {
			return t, false, true
		}
		t.raise(text)
		made, known = !known, true
	case known:
		t.raise(text)
	default:
		return thing{}, false, false
	}
	t.stamp(text, row, made || t.created == nil)
	if strings.Contains(text, " DELETE ") {
		g.remove(id)
	} else {
		g[id] = t
	}
	return t, made, known
}

func (t *thing) raise(text string) {
	if strings.Contains(text, "version") {
		t.version++
	}
}

// stamp takes over the times that a row carries.
func (t *thing) stamp(text string, row []any, made bool) {
	for _, place := range stampPlace.FindAllStringSubmatch(text, -1) {
		switch value := row[number(place[2])]; {
		case place[1] == "updated":
			t.updated = value
		case made:
			t.created = value
		}
	}
	for _, value := range row {
		if changes, ok := value.(map[string]any); ok && changes["updated"] != nil {
			t.updated = changes["updated"]
		}
	}
}

// remove takes away a node with its relationships, or a relationship.
func (g graph) remove(id string) {
	delete(g, id)
	maps.DeleteFunc(g, func(_ string, t thing) bool { return t.start == id || t.end == id })
}

// idsOf gives the keys in a row, and the labels or types that they are of.
func idsOf(text string, row []any) (keys, labels []string) {
	for _, place := range keyPlace.FindAllStringSubmatch(text, -1) {
		keys = append(keys, fmt.Sprint(row[number(place[1])]))
	}
	for _, place := range labelPlace.FindAllStringSubmatch(text, -1) {
		labels = append(labels, place[1])
	}
	return keys, labels
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic(err)
	}
	return n
}
