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
		answer := g.group(text, lists[strings.Fields(text)[0]].([]any))
		if answer == nil {
			return bolttest.Response{Failure: &bolttest.Failure{Code: "Neo.ClientError.Schema.ConstraintValidationFailed", Message: "scripted"}}
		}
		names, record = append(names, fmt.Sprintf("r%d", i)), append(record, answer)
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

// reading is what a group's text says.
type reading struct {
	keys            []int // places in a row
	labels          []string
	stamps          map[string]int
	echo            []string // nil: the rows are counted
	creates, merges bool
	ensures         bool // what is there stays as it is
	raises, deletes bool
}

func read(text string) reading {
	r := reading{
		stamps:  map[string]int{},
		creates: strings.Contains(text, "CREATE ("),
		merges:  strings.Contains(text, "MERGE ("),
		ensures: strings.Contains(text, "AS fresh"),
		raises:  strings.Contains(text, "version"),
		deletes: strings.Contains(text, " DELETE "),
	}
	for _, place := range keyPlace.FindAllStringSubmatch(text, -1) {
		r.keys = append(r.keys, number(place[1]))
	}
	for _, place := range labelPlace.FindAllStringSubmatch(text, -1) {
		r.labels = append(r.labels, place[1])
	}
	for _, place := range stampPlace.FindAllStringSubmatch(text, -1) {
		r.stamps[place[1]] = number(place[2])
	}
	if echo := echoPlace.FindStringSubmatch(text); echo != nil {
		r.echo = strings.Split(strings.ReplaceAll(echo[1], "coalesce(fresh, false)", "fresh"), ", ")
	}
	return r
}

// id says which node or relationship a row means, start and end of which nodes it is.
func (r reading) id(row []any) (id, start, end string) {
	var keys []string
	for _, place := range r.keys {
		keys = append(keys, fmt.Sprint(row[place]))
	}
	id = r.labels[len(r.labels)-1] + "/" + strings.Join(keys, ">")
	if len(r.labels) > 1 {
		start, end = r.labels[0]+"/"+keys[0], r.labels[1]+"/"+keys[1]
	}
	return id, start, end
}

// group runs one group and gives its answer; nil where a constraint refuses it.
func (g graph) group(text string, rows []any) any {
	r := read(text)
	echoes := []any{}
	met := 0
	for _, row := range rows {
		values := row.([]any)
		if id, _, _ := r.id(values); r.creates && g.has(id) {
			return nil
		}
		after, made, found := g.row(r, values)
		if !found {
			continue
		}
		met++
		if r.echo != nil {
			echoes = append(echoes, after.echo(r.echo, values, made))
		}
	}
	if r.echo != nil {
		return echoes
	}
	return met
}

func (g graph) has(id string) bool {
	_, known := g[id]
	return known
}

// echo gives what comes back of a row.
func (t thing) echo(list []string, row []any, made bool) []any {
	var values []any
	for _, expression := range list {
		switch place := rowPlace.FindStringSubmatch(expression); {
		case place != nil:
			values = append(values, row[number(place[1])])
		case expression == "fresh":
			values = append(values, made)
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

// row does what a group does with one row: it gives the node or relationship behind it,
// and whether it was made.
func (g graph) row(r reading, row []any) (after thing, made, found bool) {
	id, start, end := r.id(row)
	t, known := g[id]
	if start != "" && (!g.has(start) || !g.has(end)) {
		return thing{}, false, false
	}
	t.start, t.end = start, end
	switch {
	case known && r.merges && r.ensures:
		return t, false, true
	case !known && !r.merges && !r.creates:
		return thing{}, false, false
	}
	if r.raises {
		t.version++
	}
	t.stamp(r, row, !known)
	if r.deletes {
		g.remove(id)
	} else {
		g[id] = t
	}
	return t, !known, true
}

// stamp takes over the times that a row carries.
func (t *thing) stamp(r reading, row []any, made bool) {
	if at, ok := r.stamps["updated"]; ok {
		t.updated = row[at]
	}
	if at, ok := r.stamps["created"]; ok && made {
		t.created = row[at]
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

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic(err)
	}
	return n
}
