package inspect

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/survey"
	"github.com/go-ogm/ogm/neo4jtest"
)

// program is a module with structs of graphs, which loads and saves all that they know. It is
// built once for all of its packages.
type program struct {
	*testing.T
	dir      string
	packages []string
}

// newProgram writes the modules's frame. Nothing is downloaded: it stands on the modules of
// this one.
func newProgram(t *testing.T) *program {
	t.Helper()
	p := &program{T: t, dir: t.TempDir()}
	root, err := filepath.Abs("../../../..")
	require.NoError(t, err)
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	p.write("go.sum", sum)
	p.write("go.mod", []byte(strings.Replace(string(mod), "module github.com/go-ogm/ogm", "module example.org/app", 1)+
		"\nrequire github.com/go-ogm/ogm v0.0.0\n\nreplace github.com/go-ogm/ogm => "+root+"\n"))
	return p
}

func (p *program) write(name string, text []byte) {
	p.Helper()
	path := filepath.Join(p.dir, name)
	require.NoError(p, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(p, os.WriteFile(path, text, 0o644))
}

// add writes the structs of a graph, and the function that moves all of it.
func (p *program) add(graph survey.Graph, options Options) string {
	p.Helper()
	return p.addWith("All", graph, options)
}

// addWith is add for another function of moveText.
func (p *program) addWith(function string, graph survey.Graph, options Options) string {
	p.Helper()
	file, err := Make(graph, options)
	require.NoError(p, err)
	p.packages = append(p.packages, options.Package)
	p.write(options.Package+"/models.go", file.Text)
	p.write(options.Package+"/move.go", mover(function, newModel(graph, options)))
	return string(file.Text)
}

// mover is what a user would write of a model.
func mover(function string, m *model) []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, `package %s

import (
	"context"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
	"example.org/app/move"
)

func Move(ctx context.Context, db *ogm.DB) error {
	var errs []error
`, m.options.Package)
	for _, n := range m.nodes {
		fmt.Fprintf(&text, "errs = append(errs, move.%s[%s](ctx, db, %t, []query.Fetch[%s]{\n", function, n.name, len(n.key) > 0, n.name)
		for _, e := range n.edges {
			of, form := e.far.name, "*"
			if e.via != nil {
				of = e.via.name
			}
			if e.many {
				form = "[]*"
			}
			fmt.Fprintf(&text, "query.EdgeTo[%s](func(x *%s) *%s%s { return &x.%s }),\n", e.far.name, n.name, form, of, e.name)
		}
		fmt.Fprintf(&text, "}))\n")
	}
	for _, r := range m.relationships {
		fmt.Fprintf(&text, "move.Relationship[%s](db)\n", r.name)
	}
	fmt.Fprintf(&text, "return move.Join(db, errs)\n}\n")
	return text.Bytes()
}

const moveText = `package move

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

var Registry = schema.NewRegistry(schema.Options{Types: schema.Types{Native: mapping.Native()}})

func Relationship[T any](*ogm.DB) {
	if _, err := Registry.Relationship(reflect.TypeFor[T]()); err != nil {
		panic(err)
	}
}

// Tags only reads those of a type, and of what it leads to. The compiler takes its time over
// each type of a repository.
func Tags[T any](ctx context.Context, db *ogm.DB, hasKey bool, edges []query.Fetch[T]) error {
	node, err := Registry.Node(reflect.TypeFor[T]())
	if err != nil {
		return err
	}
	return Registry.Reach(node)
}

// All loads all nodes of a type with all that they lead to, finds that nothing is to be
// committed, and saves and replaces it all.
func All[T any](ctx context.Context, db *ogm.DB, hasKey bool, edges []query.Fetch[T]) error {
	fail := func(verb string, err error) error { return fmt.Errorf("%s %T: %w", verb, *new(T), err) }
	if _, err := Registry.Node(reflect.TypeFor[T]()); err != nil {
		return err
	}
	repo, err := ogm.NewRepository[T](db)
	if err != nil {
		return err
	}
	list, err := repo.Match().With(edges...).All(ctx)
	if err != nil {
		return fail("load", err)
	}
	fmt.Printf("%T %d\n", *new(T), len(list))
	if !hasKey {
		return nil
	}
	unit := db.NewUnit()
	if _, err := repo.In(unit).Match().With(edges...).All(ctx); err != nil {
		return fail("track", err)
	}
	if plan := unit.Plan(); len(plan.Statements) > 0 {
		return fail("plan", fmt.Errorf("a unit that changed nothing would send %+v", plan))
	}
	if err := repo.Save(ctx, list...); err != nil {
		return fail("save", err)
	}
	for _, object := range list {
		if len(edges) == 0 {
			break
		}
		if err := repo.Replace(ctx, object, edges...); err != nil {
			return fail("replace", err)
		}
	}
	return nil
}

// Join ends with the catalog that all types declare.
func Join(db *ogm.DB, errs []error) error {
	declared, err := Registry.Catalog(schema.DeclareOptions{})
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	fmt.Print("catalog ")
	return json.NewEncoder(os.Stdout).Encode(declared)
}
`

// build compiles the module, as strictly as go vet has it.
func (p *program) build() {
	p.Helper()
	p.write("move/move.go", []byte(moveText))
	var main strings.Builder
	main.WriteString("package main\n\nimport (\n\"context\"\n\"fmt\"\n\"os\"\n\n\"github.com/go-ogm/ogm\"\n\"github.com/neo4j/neo4j-go-driver/v5/neo4j\"\n")
	for _, name := range p.packages {
		fmt.Fprintf(&main, "%q\n", "example.org/app/"+name)
	}
	main.WriteString(`)

func main() {
	ctx := context.Background()
	db, err := ogm.Open(ctx, os.Args[2], neo4j.BasicAuth(os.Args[4], os.Getenv("PASSWORD"), ""), ogm.WithDatabase(os.Args[3]))
	if os.Args[4] == "" {
		db, err = ogm.Open(ctx, os.Args[2], neo4j.NoAuth(), ogm.WithDatabase(os.Args[3]))
	}
	if err == nil {
		err = map[string]func(context.Context, *ogm.DB) error{
`)
	for _, name := range p.packages {
		fmt.Fprintf(&main, "%q: %s.Move,\n", name, name)
	}
	main.WriteString(`}[os.Args[1]](ctx, db)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
`)
	p.write("main.go", []byte(main.String()))
	p.run(nil, "go", "build", "-mod=mod", "-o", "program", ".")
	p.run(nil, "go", "vet", "-mod=mod", "./people", "./hostile")
}

// move runs the program on a database.
func (p *program) move(server *neo4jtest.Server, name string) string {
	p.Helper()
	return p.run([]string{"PASSWORD=" + server.Password()}, "./program", name, server.URI(), server.Database(), server.Username())
}

func (p *program) run(env []string, command string, args ...string) string {
	p.Helper()
	cmd := exec.CommandContext(p.Context(), command, args...)
	cmd.Dir, cmd.Env = p.dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		for _, name := range p.packages {
			text, _ := os.ReadFile(filepath.Join(p.dir, name, "models.go"))
			p.Logf("%s", text)
		}
	}
	require.NoError(p, err, "%s", out)
	return string(out)
}
