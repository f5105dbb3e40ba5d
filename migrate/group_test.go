package migrate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

const (
	index  = "CREATE INDEX a FOR (n:A) ON (n.x);\n"
	write  = "CREATE (:A);\n"
	read   = "MATCH (n) RETURN n;\n"
	batch  = "MATCH (n) CALL (n) { SET n.x = 1 } IN TRANSACTIONS;\n"
	system = "SHOW DATABASES;\n"
)

// groups writes transactions down as "schema×2 write,read auto-commit!".
func groups(script *migrate.Script) string {
	var all []string
	first := 0
	for _, tx := range script.Transactions {
		var names []string
		for _, stmt := range tx.Statements {
			names = append(names, stmt.Class.String())
		}
		text := strings.Join(names, ",")
		if tx.AutoCommit {
			text += "!"
		}
		if tx.Database() != "" {
			text += "@" + tx.Database()
		}
		all = append(all, text)
		if tx.First != first {
			all = append(all, fmt.Sprintf("first is %d", tx.First))
		}
		first += len(tx.Statements)
	}
	return strings.Join(all, " | ")
}

func TestTransactions(t *testing.T) {
	for text, want := range map[string]string{
		index + index + write + read + index:                               "schema,schema | write,read | schema",
		write + batch + batch + write:                                      "write | auto-commit! | auto-commit! | write",
		system + system + write:                                            "system | system | write",
		write + ":use movies\n" + write + write:                            "write | write,write@movies",
		write + "USE movies CREATE (:A);\n" + write:                        "write | write | write",
		"// ogm: transaction=each\n" + write + read + index:                "write | read | schema",
		"// ogm: transaction=one\n" + write + read:                         "write,read",
		"// ogm: transaction=one\n" + batch:                                "auto-commit!",
		"// ogm: transaction=none\n" + write + index:                       "write! | schema!",
		write + "// ogm:next transaction=each\n" + write + write:           "write | write | write",
		write + "// ogm:next transaction=none\n" + write + write:           "write | write! | write",
		write + "// ogm:next class=schema\nCALL my.schema();\n" + index:    "write | schema,schema",
		write + "// ogm:next class=auto-commit\nCALL my.batch();\n" + read: "write | auto-commit! | read",
		"//OGM: transaction=each\n" + write + write:                        "write | write",
		"//   ogm: next transaction=each\n" + write + write + write:        "write | write,write",
		"// a\n/* b */\n// ogm: ignore=unnamed transaction=one\n" + write:  "write",
	} {
		assert.Equal(t, want, groups(parse(t, text)), text)
	}
}

func TestMistakesInComments(t *testing.T) {
	for text, want := range map[string]string{
		"// ogm: transactoin=one\n" + write:                                            `:1: the setting "transactoin" is not known; settings are transaction=each|one|none, repeat=safe and ignore=RULE,RULE`,
		write + "\n// ogm:next transaction=one\n" + write:                              `:3: transaction=one is not known; settings are transaction=each|none, class=CLASS, repeat=safe, progress=rows and ignore=RULE,RULE`,
		write + "\n// ogm:next progress=rows\n" + write:                                `:4: progress=rows, and nothing of this statement is stored before its transaction ends`,
		write + "\n// ogm:next progress=some\n" + write:                                `:3: progress=some is not known; write progress=rows where the rows of the statement have changed`,
		"// ogm: progress=rows\n" + write:                                              `:1: the setting "progress" is not known`,
		"// ogm: transaction=two\n" + write:                                            ":1: transaction=two is not known",
		"// ogm: class=schema\n" + write:                                               `:1: the setting "class" is not known`,
		"// ogm:next class=scheme\n" + write:                                           ":1: class=scheme is not known; classes are read, write, schema, auto-commit, system",
		"// ogm: ignore=drop\n" + write:                                                `:1: the rule "drop" is not known; rules are unnamed, not-idempotent,`,
		"// ogm: transaction = one\n" + write:                                          `:1: "transaction" is no setting; settings are`,
		"// ogm:\n" + write:                                                            ":1: ogm: says nothing; settings are",
		"// ogm: transaction=one transaction=each\n":                                   ":1: transaction is given twice; keep one",
		"// ogm: transaction=one\n// ogm: transaction=each\n" + write:                  ":2: transaction is given twice",
		"// ogm transaction=one\n" + write:                                             ":1: ogm without a colon is a comment like any other; write ogm: or ogm:next",
		"/* ogm: transaction=one */\n" + write:                                         ":1:1: ogm: is read in comments of the form // only",
		write + "// ogm: transaction=one\n" + write:                                    ":2: ogm: speaks about the whole file and stands behind its first statement; move it to the top",
		"MATCH (n)\n// ogm:next transaction=each\nRETURN n;":                           ":2: ogm: stands within a statement; move it before the statement",
		write + "// ogm:next transaction=each\n":                                       ":2: ogm:next speaks about the statement that follows, and none does",
		"// ogm:next transaction=each\n// ogm:next ignore=unnamed\n" + write:           ":2: the statement that follows has an ogm:next already",
		"// ogm: transaction=one\n" + write + index:                                    ":3: transaction=one, and a schema statement cannot share one with the write statement in line 2; leave transaction=one out",
		"// ogm: transaction=one\n" + write + batch:                                    ":3: transaction=one, and a",
		"// ogm: transaction=one\n" + system + system:                                  ":3: transaction=one, and a system statement cannot share one with the system statement in line 2",
		"// ogm: transaction=one\n" + write + ":use movies\n" + write:                  ":4: transaction=one, and this statement is for another database",
		"// ogm: transaction=one\n" + write + "// ogm:next transaction=each\n" + write: ":4: transaction=one, and this statement or the one before has a transaction of its own",
		"// assume that edition is best\n" + write:                                     `:1:1: a precondition names the edition "best"; write`,
		"MATCH (n)\n  // assert that edition is community\nRETURN n;":                  ":2:3: a precondition stands within a statement",
		write + "// assert q' RETURN 'x\n":                                             ":2:1: the query of a precondition is not one statement",
	} {
		_, err := migrate.Parse(file, text, nil)
		require.Error(t, err, text)
		assert.ErrorContains(t, err, "ogm: migrate: "+file+want)
	}
}

func TestProseIsNotACommentToUs(t *testing.T) {
	parse(t, "// ogm is a mapper\n// ogmios: x=y\n// we assume that all is well\n// assuming nothing\n"+
		"MATCH (n) // assume that n is there\nRETURN n;")
}
