package ogm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

// source is a node type of a database, with the texts that load it by key.
type source struct {
	db      *DB
	node    *schema.NodeType
	plan    *mapping.NodePlan
	target  reflect.Type // what a node is read as: the type's struct, or an interface
	flat    bool         // nodes may come as lists of their values
	getOne  string       // "" for a type without a key
	getMany string
	texts   *query.Texts // of selections, and of what is got with a fetch plan
}

func newSource(db *DB, t reflect.Type) (*source, error) {
	if db == nil || db.registry == nil {
		return nil, errNoDB
	}
	if t.Kind() != reflect.Struct {
		return nil, &schema.TagError{Type: t, Problem: fmt.Sprintf("a repository is for a struct type, not for a %s", t.Kind())}
	}
	node, err := db.registry.Node(t)
	if err != nil {
		return nil, err
	}
	if err := db.registry.Reach(node); err != nil {
		return nil, err
	}
	s := &source{db: db, node: node, plan: db.mapper.Node(node), target: node.Type}
	s.flat = s.plan.IsFlat()
	s.texts = db.textsOf(reads{node, node.Type})
	if len(node.Key) == 0 {
		return s, nil
	}
	if s.getOne, err = query.Get(node); err != nil {
		return nil, fmt.Errorf("ogm: %s: %w", node.Name, err)
	}
	if s.getMany, err = query.GetMany(node); err != nil {
		return nil, fmt.Errorf("ogm: %s: %w", node.Name, err)
	}
	return s, nil
}

// reads says what a source is to selections: nodes, and what they are read as.
type reads struct {
	node   *schema.NodeType
	target reflect.Type
}

// textsOf gives the texts of what is read so, whatever repository reads it.
func (db *DB) textsOf(what reads) *query.Texts {
	kept, known := db.texts.Load(what)
	if !known {
		kept, _ = db.texts.LoadOrStore(what, query.NewTexts())
	}
	return kept.(*query.Texts)
}

// setting is what a query about the nodes needs to become a statement.
func (s *source) setting(dialect query.Dialect) query.Setting {
	setting := s.db.setting(dialect, s.node)
	setting.Type, setting.Flat = s.target, s.flat
	return setting
}

// types are those that the nodes which are matched may be of.
func (s *source) types() ([]*schema.NodeType, error) {
	if s.target.Kind() == reflect.Interface {
		return s.db.mapper.Family(s.target, s.node)
	}
	return []*schema.NodeType{s.node}, nil
}

// withMembers lets a setting know the types whose versions an update raises.
func (s *source) withMembers(setting query.Setting) (query.Setting, error) {
	types, err := s.types()
	for _, node := range types {
		if node != s.node {
			setting.Members = append(setting.Members, query.Member{Node: node, Values: s.db.mapper.Node(node)})
		}
	}
	return setting, err
}

// owners are the types whose nodes, of those that are matched, own others.
func (s *source) owners() ([]query.Owner, error) {
	types, err := s.types()
	if err != nil {
		return nil, err
	}
	var owners []query.Owner
	for _, node := range types {
		if err := s.db.registry.Reach(node); err != nil {
			return nil, err
		}
		if owned := s.db.registry.Owned(node); owned != nil {
			owners = append(owners, query.Owner{Labels: node.Labels, Owned: owned})
		}
	}
	return owners, nil
}

// key checks a key that the caller gives and encodes its values.
func (s *source) key(key any) ([]any, error) {
	parts, composite := key.(Key)
	if !composite {
		parts = Key{key}
	}
	switch {
	case len(s.node.Key) == 0:
		return nil, fmt.Errorf("ogm: %s has no key to get it by; tag a field with key, or use Match", s.node.Name)
	case len(parts) != len(s.node.Key):
		return nil, fmt.Errorf("ogm: the key of %s has %d properties, and %d values were given; pass ogm.Key{…} with one for each", s.node.Name, len(s.node.Key), len(parts))
	}
	values := make([]any, len(parts))
	for i, property := range s.node.Key {
		value, err := s.plan.EncodeValue(property, parts[i])
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

// reader loads the nodes of a source. begin gives the function that turns one node, or the
// list of its properties' values, into an object, a pointer; it is for one attempt. Nothing of
// it is generic: the compiler would copy it for each type of a program.
type reader struct {
	*source
	begin func() func(value any) (any, error)
	in    *inside // the unit that tracks what is loaded; nil for none

	defaults query.Branches // what is always loaded with the nodes
	// around receives records before what reads nodes of them; nil for nothing.
	around func(session.Receiver) session.Receiver
}

// withDefault gives a reader that loads more by itself.
func (r reader) withDefault(more query.Branches) reader {
	r.defaults = r.defaults.And(more)
	return r
}

// as gives an object its type.
func as[O any](object any, err error) (O, error) {
	typed, _ := object.(O)
	return typed, err
}

// listOf gives objects their type.
func listOf[O any](objects []any, err error) ([]O, error) {
	if objects == nil {
		return nil, err
	}
	list := make([]O, len(objects))
	for i, object := range objects {
		list[i], _ = object.(O)
	}
	return list, err
}

// read is how statements are sent that ask.
func (r *reader) read(ctx context.Context, stmt cypher.Statement, begin func() session.Receiver) error {
	if inner := begin; r.around != nil {
		begin = func() session.Receiver { return r.around(inner()) }
	}
	if r.in != nil {
		return r.in.read(ctx, stmt, begin)
	}
	return r.db.client.Read(ctx, stmt, begin)
}

func (r *reader) get(ctx context.Context, key any, branches query.Branches) (any, error) {
	values, err := r.key(key)
	if err != nil {
		return nil, err
	}
	if branches = r.defaults.And(branches); r.needsGraph(branches) {
		answer, err := r.loadGraph(ctx, r.byKeys([]any{values}, branches))
		if err != nil {
			return nil, err
		}
		return r.single(answer.objects, values)
	}
	answer, err := r.load(ctx, query.Raw(r.source.getOne, cypher.Numbered(values)))
	if err != nil {
		return nil, err
	}
	return r.single(answer.objects, values)
}

func (r *reader) getMany(ctx context.Context, keys []any) ([]any, error) {
	asked := make([][]any, len(keys))
	for i, key := range keys {
		values, err := r.key(key)
		if err != nil {
			return nil, err
		}
		asked[i] = values
	}
	byKey, err := r.loadKeys(ctx, asked)
	if err != nil {
		return nil, err
	}
	objects := make([]any, 0, len(keys))
	missing := &NotFoundError{}
	for _, values := range asked {
		if object := byKey[unitofwork.KeyText(values)]; object != nil {
			objects = append(objects, object)
		} else {
			missing.Objects = append(missing.Objects, unitofwork.Missing{Label: r.node.Label(), Key: values})
		}
	}
	if len(missing.Objects) > 0 {
		return objects, missing
	}
	return objects, nil
}

// loadKeys loads the nodes of distinct keys in batches; a key that is not there
// has nil in the answer.
func (r *reader) loadKeys(ctx context.Context, asked [][]any) (map[string]any, error) {
	byKey := make(map[string]any, len(asked))
	var distinct []any
	for _, values := range asked {
		text := unitofwork.KeyText(values)
		if _, seen := byKey[text]; !seen {
			byKey[text] = nil
			distinct = append(distinct, values)
		}
	}
	for keys := range slices.Chunk(distinct, r.db.engine.BatchSize()) {
		if r.needsGraph(r.defaults) {
			answer, err := r.loadGraph(ctx, r.byKeys(keys, r.defaults))
			if err != nil {
				return nil, err
			}
			if err := r.sortIn(byKey, answer.objects, answer.keys); err != nil {
				return nil, err
			}
			continue
		}
		params := map[string]any{"b": map[string]any{"keys": keys}}
		answer, err := r.load(ctx, query.Raw(r.source.getMany, params))
		if err != nil {
			return nil, err
		}
		if err := r.sortIn(byKey, answer.objects, answer.keys); err != nil {
			return nil, err
		}
	}
	return byKey, nil
}

func (r *reader) sortIn(byKey map[string]any, objects []any, keys [][]any) error {
	for i, values := range keys {
		text := unitofwork.KeyText(values)
		if byKey[text] != nil {
			return &NotUniqueError{Label: r.node.Label(), Keys: 1, Nodes: 2}
		}
		byKey[text] = objects[i]
	}
	return nil
}

// load runs a read that returns nodes.
func (r *reader) load(ctx context.Context, stmt query.Statement) (*nodeReceiver, error) {
	if stmt.IsOpen() {
		return nil, errOpen
	}
	var last *nodeReceiver
	err := r.read(ctx, cypher.Statement{Text: stmt.Text, Params: stmt.Params}, func() session.Receiver {
		last = &nodeReceiver{plan: r.plan, decode: r.begin()}
		return last
	})
	return last, err
}

// single is the one object of an answer to a question that has one; key is nil
// when the question was not about a key.
func (r *reader) single(objects []any, key []any) (any, error) {
	switch len(objects) {
	case 0:
		return nil, &NotFoundError{Objects: []unitofwork.Missing{{Label: r.node.Label(), Key: key}}}
	case 1:
		return objects[0], nil
	}
	return nil, &NotUniqueError{Label: r.node.Label(), Keys: 1, Nodes: len(objects), Selected: key == nil}
}

// nodeReceiver receives records of one column that holds a node, or a list of nodes or
// of their properties' values. Nodes that lack a label of the type are left out: a
// load by key does not ask for more than the first.
type nodeReceiver struct {
	plan    *mapping.NodePlan
	decode  func(value any) (any, error)
	objects []any
	keys    [][]any // as stored, of the objects that came as nodes
}

func (n *nodeReceiver) Columns([]string) error { return nil }

func (n *nodeReceiver) Record(values []any) error {
	chunk, ok := values[0].([]any)
	if !ok {
		return n.take(values[0])
	}
	n.objects = slices.Grow(n.objects, len(chunk))
	for _, value := range chunk {
		if err := n.take(value); err != nil {
			return err
		}
	}
	return nil
}

func (n *nodeReceiver) take(value any) error {
	if _, isList := value.([]any); !isList {
		if !n.plan.Fits(value) {
			return nil
		}
		n.keys = append(n.keys, n.plan.StoredKey(value))
	}
	object, err := n.decode(value)
	n.objects = append(n.objects, object)
	return err
}

func (n *nodeReceiver) Complete(session.Summary) error { return nil }
