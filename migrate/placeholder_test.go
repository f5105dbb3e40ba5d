package migrate_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

func TestPlaceholders(t *testing.T) {
	options := &migrate.Options{Placeholders: map[string]string{
		"label": "Person", "n": "42", "name": "O'Neil", "path": `C:\temp`, "tick": "a`b", "empty": "", "a.b-c_1": "x", "lines": "a\nb", "ddl": "CREATE",
	}}
	for text, want := range map[string]string{
		"MATCH (n:${label}) RETURN ${n}":      "MATCH (n:Person) RETURN 42",
		"RETURN '${name}', \"${name}\"":       `RETURN 'O\'Neil', "O\'Neil"`,
		"RETURN '<${path}>'":                  `RETURN '<C:\\temp>'`,
		"MATCH (n:`x${tick}`) RETURN n":       "MATCH (n:`xa``b`) RETURN n",
		"MATCH (n:`${path}`) RETURN n":        "MATCH (n:`C:\\u005Ctemp`) RETURN n",
		"RETURN '${empty}'":                   "RETURN ''",
		"RETURN '${nm:label}${a.b-c_1}'":      "RETURN 'Personx'",
		`RETURN '\${label} and ${label}'`:     "RETURN '${label} and Person'",
		`RETURN '\\${label}'`:                 `RETURN '\\Person'`,
		"RETURN '${lines}'":                   "RETURN 'a\nb'",
		"RETURN 1 /* ${unknown} */ + ${n}":    "RETURN 1 /* ${unknown} */ + 42",
		"RETURN '$ {label} $label {label}'":   "RETURN '$ {label} $label {label}'",
		"${ddl} INDEX a FOR (n:A) ON (n.x)":   "CREATE INDEX a FOR (n:A) ON (n.x)",
		"RETURN ${n}${n}, `${label}` AS a":    "RETURN 4242, `Person` AS a",
		"// ${unknown}\nRETURN ${n} // ${no}": "RETURN 42",
	} {
		script, err := migrate.Parse(file, text, options)
		require.NoError(t, err, text)
		require.Len(t, script.Statements, 1)
		assert.Equal(t, want, script.Statements[0].Resolved())
	}
}

func TestAStatementIsClassifiedByWhatIsSent(t *testing.T) {
	script, err := migrate.Parse(file, "${ddl} INDEX a FOR (n:A) ON (n.x)", &migrate.Options{Placeholders: map[string]string{"ddl": "CREATE"}})
	require.NoError(t, err)
	assert.Equal(t, migrate.ClassSchema, script.Statements[0].Class)
}

func TestPlaceholderMistakes(t *testing.T) {
	const secret = "s3cr3t"
	options := &migrate.Options{Placeholders: map[string]string{
		"known": "x", "end": "1; MATCH (n) DELETE n //" + secret, "comment": "1 /*" + secret + "*/", "open": "'" + secret,
		"escape": `\u0027` + secret, "digits": "0027 " + secret, "zero": "\x00" + secret, "invalid": "\xff" + secret,
	}}
	for text, want := range map[string]string{
		"RETURN 1;\nRETURN\n  '${Known}'": `:3:4: the placeholder ${Known} has no value; give it one, or write \${ for the text itself`,
		"RETURN '${nm:x}'":                ":1:9: the placeholder ${nm:x} has no value",
		"RETURN '${}'":                    ":1:9: ${ begins a placeholder, and no name with } behind it follows",
		"RETURN '${known'":                ":1:9: ${ begins a placeholder",
		"RETURN '${kn own}'":              ":1:9: ${ begins a placeholder",
		"RETURN ${end}":                   ":1:8: the value of ${end} has a character that may end the statement",
		"RETURN ${comment}":               ":1:8: the value of ${comment} has a comment",
		"RETURN ${open}":                  ":1:8: the value of ${open} opens a string, name or comment",
		"RETURN ${escape}":                ":1:8: the value of ${escape} opens",
		`RETURN '\u${digits}'`:            ":1:1: with the values of its placeholders this is no longer one statement",
		"RETURN '${escape}'":              ":1:1: with the values of its placeholders this is no longer one statement",
		"RETURN '${invalid}'":             ":1:1: with the values of its placeholders this is no longer one statement",
		"MATCH (n:`${zero}`) RETURN n":    ":1:11: the value of ${zero} cannot be a part of a name",
		":use ${end}\nRETURN 1":           ":1:1: the value of ${end} has",
		":use ${known}\nRETURN 1":         ":1:1: no name of a database can be read",
	} {
		_, err := migrate.Parse(file, text, options)
		require.Error(t, err, text)
		assert.ErrorContains(t, err, "ogm: migrate: "+file+want)
		assert.NotContains(t, err.Error(), secret)
	}
}

func TestPlaceholdersCanBeText(t *testing.T) {
	script, err := migrate.Parse(file, `RETURN '${a} \${b}'`, &migrate.Options{NoPlaceholders: true})
	require.NoError(t, err)
	assert.Equal(t, `RETURN '${a} \${b}'`, script.Statements[0].Resolved())
}

func TestValuesAreNotPrinted(t *testing.T) {
	script, err := migrate.Parse(file, "CREATE USER bob SET PASSWORD '${password}'", &migrate.Options{Placeholders: map[string]string{"password": "s3cr3t"}})
	require.NoError(t, err)
	assert.Equal(t, "CREATE USER bob SET PASSWORD 's3cr3t'", script.Statements[0].Resolved())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, value := range []any{script.Statements[0], script.Statements, script.Transactions[0], *script} {
			assert.NotContains(t, fmt.Sprintf(verb, value), "s3cr3t")
		}
	}
}
