package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-ogm/ogm/internal/tag"
)

// valueRule says whether an option takes "=value".
type valueRule int

const (
	noValue valueRule = iota
	mayValue
	mustValue
)

// option is one word of the tag grammar. accepts names the kinds of values it may
// stand on, nil meaning all; set does its work and returns what is wrong, if anything.
type option struct {
	value   valueRule
	accepts []Kind
	set     func(c *compiler, property *Property, value string) string
}

var (
	keyKinds     = []Kind{String, Int, Uint, Bool, Time, Text}
	integerKinds = []Kind{Int, Uint}
)

// options are the words a property may carry.
var options = map[string]option{
	"key": {accepts: keyKinds, set: func(_ *compiler, p *Property, _ string) string {
		p.Key = true
		return ""
	}},
	"generate": {value: mustValue, accepts: []Kind{String, Int, Uint, Text}, set: setGenerate},
	"omitempty": {set: func(_ *compiler, p *Property, _ string) string {
		p.OmitEmpty = true
		return ""
	}},
	"readonly": {set: func(_ *compiler, p *Property, _ string) string {
		p.ReadOnly = true
		return ""
	}},
	"version": {accepts: integerKinds, set: func(c *compiler, p *Property, _ string) string {
		return c.single(&c.entity.Version, p, "version")
	}},
	"created": {accepts: []Kind{Time}, set: func(c *compiler, p *Property, _ string) string {
		return c.single(&c.entity.Created, p, "created")
	}},
	"updated": {accepts: []Kind{Time}, set: func(c *compiler, p *Property, _ string) string {
		return c.single(&c.entity.Updated, p, "updated")
	}},
	"duration":  {set: checkDuration},
	"json":      {set: nothing}, // the next four are read before the options are applied
	"codec":     {value: mustValue, set: nothing},
	"inline":    {set: nothing},
	"elementId": {set: nothing},
	"labels":    {set: nothing},
	"unique":    {value: mayValue, set: constraint(UniqueConstraint)},
	"required":  {set: constraint(RequiredConstraint)},
	"typed":     {set: setTyped},
	"index":     {value: mayValue, set: index(RangeIndex)},
	"text":      {accepts: []Kind{String, Text}, set: index(TextIndex)},
	"point":     {accepts: []Kind{Native}, set: setPoint},
	"fulltext":  {value: mustValue, accepts: []Kind{String, Text, List}, set: setFulltext},
	"vector":    {value: mustValue, accepts: []Kind{List}, set: setVector},
}

// edgeOptions may follow an arrow; endOptions stand in the structs of relationships.
var (
	edgeOptions = []string{"owned"}
	endOptions  = []string{"start", "end"}
)

// optionProblem checks an option's word and form, before its field's type is looked at.
// It gives what is wrong, if anything, and the word that was probably meant.
func optionProblem(given tag.Option) (problem, meant string) {
	rule, ok := options[given.Name]
	switch {
	case ok && rule.value == noValue && given.HasValue:
		return fmt.Sprintf("the option %q takes no value", given.Name), ""
	case ok && rule.value == mustValue && !given.HasValue:
		return fmt.Sprintf("the option %q needs a value: %s=…", given.Name, given.Name), ""
	case ok, slices.Contains(endOptions, given.Name) && !given.HasValue:
		return "", ""
	case slices.Contains(endOptions, given.Name):
		return fmt.Sprintf("the option %q takes no value", given.Name), ""
	case slices.Contains(edgeOptions, given.Name):
		return fmt.Sprintf("the option %q is for relationships; it follows an arrow such as -[:HAS]->", given.Name), ""
	}
	return fmt.Sprintf("unknown option %q", given.Name), tag.Nearest(given.Name, words())
}

func (c *compiler) apply(property *Property, text string, given tag.Option) {
	rule := options[given.Name]
	if rule.accepts != nil && !slices.Contains(rule.accepts, property.Value.Base().Kind) {
		c.fail(property.Field, text, fmt.Sprintf("the option %q does not fit a field of type %s", given.Name, property.Value.Type), "")
		return
	}
	if problem := rule.set(c, property, given.Value); problem != "" {
		c.fail(property.Field, text, problem, "")
	}
}

// combine refuses options that contradict each other on one field.
func (c *compiler) combine(property *Property, text string) {
	special := property == c.entity.Version || property == c.entity.Created || property == c.entity.Updated
	both := c.entity.Created != nil && c.entity.Created == c.entity.Updated
	for _, clash := range []struct {
		met  bool
		text string
	}{
		{property.Key && property.OmitEmpty, "a key is always written; remove omitempty"},
		{property.Key && property.ReadOnly, "a key is always written; remove readonly"},
		{property.Key && special, "a key does not change, and version, created and updated do; use two fields"},
		{property.Generate != "" && !property.Key, "only a key is generated; add key or remove generate"},
		{special && (property.OmitEmpty || property.ReadOnly), "version, created and updated are written by the library alone; remove omitempty and readonly"},
		{both && property == c.entity.Created, "created is set once and updated at every save; use two fields"},
		{property.ReadOnly && property.OmitEmpty, "a readonly field is never written; remove omitempty"},
		{property.OmitEmpty && c.declares(RequiredConstraint, property), "a required property is always written; remove omitempty"},
	} {
		if clash.met {
			c.fail(property.Field, text, clash.text, "")
		}
	}
}

func words() []string {
	var all []string
	for word := range options {
		all = append(all, word)
	}
	all = append(all, edgeOptions...)
	all = append(all, endOptions...)
	slices.Sort(all)
	return all
}

// checkDuration looks at what compiler.value has made of the field's type.
func checkDuration(_ *compiler, property *Property, _ string) string {
	value := property.Value
	for value.Elem != nil {
		value = value.Elem
	}
	if value.Kind != Duration {
		return fmt.Sprintf("the option \"duration\" does not fit a field of type %s; it is for time.Duration and named types over it", property.Value.Type)
	}
	return ""
}

func nothing(*compiler, *Property, string) string { return "" }

// single gives a role that only one field of a type may have.
func (c *compiler) single(role **Property, property *Property, word string) string {
	if *role != nil {
		return fmt.Sprintf("the field %s has the option %q already, and a type has one such field", (*role).Field, word)
	}
	*role = property
	return ""
}

func setGenerate(c *compiler, property *Property, name string) string {
	if !slices.Contains(c.options.Generators, name) {
		problem := fmt.Sprintf("no generator is called %q; there are %s, and ogm.WithGenerator adds one", name, strings.Join(c.options.Generators, ", "))
		if meant := tag.Nearest(name, c.options.Generators); meant != "" {
			problem += fmt.Sprintf(" (did you mean %q?)", meant)
		}
		return problem
	}
	property.Generate = name
	return ""
}

func setVector(c *compiler, property *Property, value string) string {
	const usage = "vector takes dimensions and similarity, such as vector=384:cosine or vector=384:euclidean"
	dimensionsText, similarity, ok := strings.Cut(value, ":")
	dimensions, err := strconv.Atoi(dimensionsText)
	switch {
	case !ok || err != nil || similarity != "cosine" && similarity != "euclidean":
		return usage
	case dimensions < 1 || dimensions > 4096:
		return fmt.Sprintf("a vector index has 1 to 4096 dimensions, not %d", dimensions)
	case property.Value.Base().Elem.Kind != Float:
		return fmt.Sprintf("the option \"vector\" does not fit a field of type %s; use []float32 or []float64", property.Value.Type)
	}
	c.entity.Indexes = append(c.entity.Indexes, Index{Kind: VectorIndex, Properties: []string{property.Name}, Dimensions: dimensions, Similarity: similarity})
	return ""
}

func setPoint(c *compiler, property *Property, name string) string {
	if nativeTypes[property.Value.Base().Type.Name()] != "POINT" {
		return fmt.Sprintf("the option \"point\" does not fit a field of type %s; it is for points, and index serves other types", property.Value.Type)
	}
	return index(PointIndex)(c, property, name)
}

func setFulltext(c *compiler, property *Property, name string) string {
	if value := property.Value.Base(); value.Kind == List && !slices.Contains([]Kind{String, Text}, value.Elem.Base().Kind) {
		return fmt.Sprintf("the option \"fulltext\" does not fit a field of type %s; it is for texts and lists of texts", property.Value.Type)
	}
	return index(FulltextIndex)(c, property, name)
}

func setTyped(c *compiler, property *Property, _ string) string {
	name, err := property.Value.PropertyType()
	if err != nil {
		return fmt.Sprintf("%s; remove typed", err)
	}
	c.entity.Constraints = append(c.entity.Constraints, Constraint{Kind: TypedConstraint, Properties: []string{property.Name}, PropertyType: name})
	return ""
}

// declares tells whether a constraint of a kind is on one property alone.
func (c *compiler) declares(kind ConstraintKind, property *Property) bool {
	return slices.ContainsFunc(c.entity.Constraints, func(declared Constraint) bool {
		return declared.Kind == kind && slices.Equal(declared.Properties, []string{property.Name})
	})
}

// givenNameProblem is nameProblem for a name that may be left out.
func givenNameProblem(name string) string {
	if name == "" {
		return ""
	}
	return nameProblem(name)
}

// groupKey finds the constraint or index that an earlier field began under the same name.
type groupKey struct {
	constraint ConstraintKind
	index      IndexKind
	name       string
}

func constraint(kind ConstraintKind) func(*compiler, *Property, string) string {
	return func(c *compiler, property *Property, name string) string {
		if problem := givenNameProblem(name); problem != "" {
			return problem
		}
		key := groupKey{constraint: kind, name: name}
		if at, ok := c.groups[key]; ok && name != "" {
			c.entity.Constraints[at].Properties = append(c.entity.Constraints[at].Properties, property.Name)
			return ""
		}
		c.groups[key] = len(c.entity.Constraints)
		c.entity.Constraints = append(c.entity.Constraints, Constraint{Kind: kind, Name: name, Properties: []string{property.Name}})
		return ""
	}
}

func index(kind IndexKind) func(*compiler, *Property, string) string {
	return func(c *compiler, property *Property, name string) string {
		if problem := givenNameProblem(name); problem != "" {
			return problem
		}
		key := groupKey{index: kind, name: name}
		if at, ok := c.groups[key]; ok && name != "" {
			c.entity.Indexes[at].Properties = append(c.entity.Indexes[at].Properties, property.Name)
			return ""
		}
		c.groups[key] = len(c.entity.Indexes)
		c.entity.Indexes = append(c.entity.Indexes, Index{Kind: kind, Name: name, Properties: []string{property.Name}})
		return ""
	}
}
