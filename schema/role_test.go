package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

func TestReadTag(t *testing.T) {
	for field, want := range map[string]schema.FieldTag{
		"":                                {Role: schema.PropertyRole},
		`json:"name"`:                     {Role: schema.PropertyRole},
		`neo4j:"-"`:                       {Text: "-", Tagged: true, Role: schema.SkipRole},
		`json:"x" neo4j:"born,omitempty"`: {Text: "born,omitempty", Tagged: true, Role: schema.PropertyRole, Name: "born"},
		`neo4j:"home.,inline"`:            {Text: "home.,inline", Tagged: true, Role: schema.InlineRole, Name: "home."},
		`neo4j:",start"`:                  {Text: ",start", Tagged: true, Role: schema.StartRole},
		`neo4j:",end"`:                    {Text: ",end", Tagged: true, Role: schema.EndRole},
		`neo4j:",labels"`:                 {Text: ",labels", Tagged: true, Role: schema.SystemRole},
		`neo4j:",elementId"`:              {Text: ",elementId", Tagged: true, Role: schema.SystemRole},
		`neo4j:"-[:HAS]->,owned"`:         {Text: "-[:HAS]->,owned", Tagged: true, Role: schema.EdgeRole, Direction: schema.Outgoing},
		`neo4j:"<-[:HAS]-"`:               {Text: "<-[:HAS]-", Tagged: true, Role: schema.EdgeRole, Direction: schema.Incoming},
	} {
		got, err := schema.ReadTag(field)
		require.NoError(t, err, field)
		assert.Equal(t, want, got, field)
	}
}

// TestReadTagNamesMistakes as the compiler of types names them, so that a source and a type
// give one message.
func TestReadTagNamesMistakes(t *testing.T) {
	for field, want := range map[string]schema.TagError{
		`neo4j:"born,omitemtpy"`:   {Tag: "born,omitemtpy", Problem: `unknown option "omitemtpy"`, Meant: "omitempty"},
		`neo4j:"a,,key"`:           {Tag: "a,,key", Problem: "an option is empty; remove the extra comma"},
		`neo4j:"a,owned"`:          {Tag: "a,owned", Problem: `the option "owned" is for relationships; it follows an arrow such as -[:HAS]->`},
		`neo4j:"id,key,generate"`:  {Tag: "id,key,generate", Problem: `the option "generate" needs a value: generate=…`},
		`neo4j:",start=1"`:         {Tag: ",start=1", Problem: `the option "start" takes no value`},
		`neo4j:"-[:HAS]->,ownd"`:   {Tag: "-[:HAS]->,ownd", Problem: `unknown option "ownd"`, Meant: "owned"},
		`neo4j:"-[:HAS]->,unique"`: {Tag: "-[:HAS]->,unique", Problem: `the option "unique" is for properties, and an arrow makes the field a relationship`},
		`neo4j:"-[HAS]->"`:         {Tag: "-[HAS]->", Problem: "the arrow does not parse; write -[:KNOWS]->, <-[:KNOWS]- or -[:KNOWS]-"},
	} {
		_, err := schema.ReadTag(field)
		var mistake *schema.TagError
		require.ErrorAs(t, err, &mistake, field)
		assert.Equal(t, want, *mistake, field)
	}
	_, err := schema.ReadTag(`neo4j:"a,keey,uniqe"`)
	assert.ErrorContains(t, err, `"key"`)
	assert.ErrorContains(t, err, `"unique"`)
}

func TestReadMarker(t *testing.T) {
	labels, err := schema.ReadMarker(`neo4j:"Person:Actor"`, false)
	require.NoError(t, err)
	assert.Equal(t, []string{"Person", "Actor"}, labels)
	labels, err = schema.ReadMarker("", true)
	require.NoError(t, err)
	assert.Empty(t, labels)
	_, err = schema.ReadMarker(`neo4j:"Person:"`, false)
	assert.ErrorContains(t, err, "a label is empty")
	_, err = schema.ReadMarker(`neo4j:"A:B"`, true)
	assert.ErrorContains(t, err, "a relationship has one type, not 2")
}
