package ogm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// needsGraph tells whether an answer is more than nodes of one type: it follows
// relationships, or a unit tracks it.
func (r *reader) needsGraph(branches query.Branches) bool {
	return r.in != nil || !branches.IsEmpty()
}

// querier is where statements are sent that give no nodes.
func (r *reader) querier() Querier {
	if r.in != nil {
		return r.in.querier
	}
	return r.db
}

// graphStatement writes a statement with what a fetch plan names.
type graphStatement func(query.Dialect) (query.Statement, []query.Level, error)

// byKeys loads the nodes of keys, with what a fetch plan names.
func (r *reader) byKeys(keys []any, branches query.Branches) graphStatement {
	return func(dialect query.Dialect) (query.Statement, []query.Level, error) {
		stmt, levels, err := r.texts.Write("get with", query.GetManyWith, query.Choice{}, r.setting(dialect), branches)
		if stmt.Params == nil {
			stmt.Params = query.Params{}
		}
		stmt.Params["b"] = map[string]any{"keys": keys}
		return stmt, levels, err
	}
}

// loaded is what a statement with a fetch plan has given: the nodes that were asked for, and
// beside them their keys as stored, and their scores where these were asked for.
type loaded struct {
	objects []any
	keys    [][]any
	scores  []float64
}

// loadGraph loads nodes with what a fetch plan names.
func (r *reader) loadGraph(ctx context.Context, statement graphStatement) (answer loaded, err error) {
	err = r.alone(func(memory mapping.Memory) error {
		answer, err = r.readGraph(ctx, statement, memory)
		return err
	})
	return answer, err
}

// alone reads with what a unit has already, while nobody else uses it.
func (r *reader) alone(read func(mapping.Memory) error) error {
	if r.in == nil {
		return read(mapping.Memory{})
	}
	return r.in.unit.Alone(func() error { return read(r.in.unit.Memory()) })
}

// canTrack tells whether a unit that reads can keep the nodes.
func (r *reader) canTrack() error {
	if r.in != nil && len(r.node.Key) == 0 {
		return fmt.Errorf("ogm: %s has no key, so a unit cannot track its nodes; tag a field with key, or load them outside of a unit", r.node.Name)
	}
	return nil
}

func (r *reader) readGraph(ctx context.Context, statement graphStatement, memory mapping.Memory) (loaded, error) {
	if err := r.canTrack(); err != nil {
		return loaded{}, err
	}
	server, err := r.db.client.Server(ctx)
	if err != nil {
		return loaded{}, err
	}
	stmt, levels, err := statement(server.Dialect)
	switch {
	case err != nil:
		return loaded{}, err
	case stmt.IsOpen():
		return loaded{}, errOpen
	}
	branches := branchesOf(levels)
	var last *graphReceiver
	err = r.read(ctx, cypher.Statement{Text: stmt.Text, Params: stmt.Params}, func() session.Receiver {
		last = r.graphReceiver(memory, branches)
		return last
	})
	if err != nil {
		return loaded{}, err
	}
	return loaded{r.finish(last), last.keys, last.scores}, nil
}

// branchesOf gives the levels of an answer as those who read it know them.
func branchesOf(levels []query.Level) []mapping.Branch {
	branches := make([]mapping.Branch, len(levels))
	for i, level := range levels {
		branches[i] = mapping.Branch(level)
	}
	return branches
}

func (r *reader) graphReceiver(memory mapping.Memory, branches []mapping.Branch) *graphReceiver {
	return &graphReceiver{reader: r.db.mapper.NewReader(memory, branches), plan: r.plan, branches: branches}
}

// finish gives what was received, and lets the unit track it.
func (r *reader) finish(received *graphReceiver) []any {
	graph := received.reader.Finish()
	if r.in != nil {
		r.in.unit.Track(graph)
	}
	objects := make([]any, len(graph.Roots))
	for i, root := range graph.Roots {
		objects[i] = root.Interface()
	}
	return objects
}

// graphReceiver receives a graph: records of nodes, with what belongs to them.
type graphReceiver struct {
	reader   *mapping.Reader
	plan     *mapping.NodePlan
	branches []mapping.Branch
	keys     [][]any
	scores   []float64
}

func (g *graphReceiver) Columns([]string) error { return nil }

func (g *graphReceiver) Complete(session.Summary) error { return checkWhole(g.reader.IsWhole()) }

// checkWhole refuses an answer that has ended within what it had begun.
func checkWhole(isWhole bool) error {
	if isWhole {
		return nil
	}
	return errors.New("ogm: the server's answer has ended before its last piece")
}

// Record leaves nodes out that lack a label of the type: a load by key does not ask for
// more than the first.
func (g *graphReceiver) Record(values []any) error {
	piece, err := pieceOf(values, len(g.branches))
	if err != nil {
		return err
	}
	root := g.branches[0]
	_, nodes, err := root.Nodes(piece.levels[0])
	if err != nil {
		return err
	}
	if piece.scores != nil && len(piece.scores) != len(nodes) {
		return fmt.Errorf("ogm: the server answered %d scores to %d nodes", len(piece.scores), len(nodes))
	}
	for i, node := range nodes {
		if !root.Flat && !g.plan.Fits(node) {
			nodes[i] = nil
			continue
		}
		g.keys = append(g.keys, g.plan.StoredKey(node))
		if piece.scores != nil {
			score, _ := piece.scores[i].(float64)
			g.scores = append(g.scores, score)
		}
	}
	return g.reader.Piece(piece.sizes, piece.isLast, piece.levels)
}

// piece is a record of a graph, as query.Level describes it.
type piece struct {
	sizes  []any
	isLast bool
	levels []any // the columns of the levels
	scores []any // nil where they were not asked for
}

// pieceOf takes a record apart that has so many levels.
func pieceOf(values []any, levels int) (p piece, err error) {
	columns := 2 + 2*levels - 1 + 1
	hasScores := true
	if len(values) == columns+1 {
		p.scores, hasScores = values[columns].([]any)
		values = values[:columns]
	}
	var hasSizes, isSaid bool
	if len(values) == columns {
		p.sizes, hasSizes = values[0].([]any)
		p.isLast, isSaid = values[1].(bool)
		p.levels = values[2 : columns-1]
	}
	if !hasSizes || !isSaid || !hasScores {
		return piece{}, fmt.Errorf("ogm: the server answered %d columns to a plan of %d relationships, or others than were asked for", len(values), levels-1)
	}
	return p, nil
}

// setting is what a query about a node type needs to become a statement.
func (db *DB) setting(dialect cypher.Dialect, node *schema.NodeType) query.Setting {
	return query.Setting{Dialect: dialect, Node: node, Type: node.Type, Values: db.mapper.Node(node), Around: around{db}}
}

// around is what a DB tells queries about all types.
type around struct{ *DB }

// Params is query.Around's.
func (a around) Params(values map[string]any) (map[string]any, error) {
	return a.mapper.Params(values)
}

// Target is query.Around's: setting for the nodes that an edge leads to. It is found once for
// an edge, but for one that a fetch plan has made, which is another each time.
func (a around) Target(owner *schema.NodeType, edge *schema.Edge, asked reflect.Type) (query.Setting, error) {
	if found, ok := a.targets.Load(edge); ok && found.(*target).asked == asked {
		return found.(*target).setting, nil
	}
	setting, err := a.settingOf(owner, edge, asked)
	if err == nil && edge.Alias == nil {
		a.targets.LoadOrStore(edge, &target{asked, setting})
	}
	return setting, err
}

// target is what an edge leads to where a handle asks for nodes of a type.
type target struct {
	asked   reflect.Type
	setting query.Setting
}

func (a around) settingOf(owner *schema.NodeType, edge *schema.Edge, asked reflect.Type) (query.Setting, error) {
	ends := []reflect.Type{edge.Target}
	var between query.Between
	if edge.Props {
		relationship, err := a.registry.Relationship(edge.Target)
		if err != nil {
			return query.Setting{}, err
		}
		between = query.Between{Relationship: relationship, Values: a.mapper.Relationship(relationship)}
		if ends, err = relationship.FarEnds(owner, edge.Direction); err != nil {
			return query.Setting{}, fmt.Errorf("ogm: %s.%s: %w", owner.Name, edge.Field, err)
		}
	}
	for i, end := range ends {
		if end.Kind() == reflect.Pointer {
			ends[i] = end.Elem()
		}
	}
	ends = slices.Compact(ends)
	as := asked // what the nodes become
	switch {
	case asked == nil && len(ends) > 1:
		return query.Setting{}, fmt.Errorf("ogm: %s.%s leads to nodes of several types, which cannot be read at once", owner.Name, edge.Field)
	case asked == nil:
		asked, as = ends[0], ends[0]
	case !slices.Contains(ends, asked):
		if as = familyAmong(ends, asked); as == nil {
			return query.Setting{}, fmt.Errorf("ogm: %s.%s leads to %s, not to %s; say so where the edge is made", owner.Name, edge.Field, ends[0], asked)
		}
	}
	if asked.Kind() == reflect.Interface {
		return query.Setting{Type: asked, Between: between, Around: a}, nil
	}
	node, err := a.registry.Node(asked)
	if err != nil {
		return query.Setting{}, err
	}
	setting := a.setting(cypher.Newest, node)
	setting.Between, setting.Flat = between, as == asked && a.mapper.Node(node).IsFlat()
	if as != asked {
		setting.Type = as
		setting.Partial, err = a.mapper.HasOthers(as, node)
	}
	return setting, err
}

// familyAmong finds the interface for which an edge was asked by a struct that its types have
// in common; nil where there is none.
func familyAmong(ends []reflect.Type, asked reflect.Type) reflect.Type {
	for _, end := range ends {
		if end.Kind() == reflect.Interface && asked.Kind() == reflect.Struct {
			return end
		}
	}
	return nil
}
