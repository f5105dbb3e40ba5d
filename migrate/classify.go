package migrate

import (
	"slices"
	"strings"
)

// indexKinds are the words that may stand before INDEX.
var indexKinds = []string{"RANGE", "TEXT", "POINT", "LOOKUP", "FULLTEXT", "VECTOR", "BTREE"}

// commandWords begin whatever is known by its first words.
var commandWords = []string{
	"CREATE", "DROP", "SHOW", "USING",
	"ALTER", "RENAME", "GRANT", "DENY", "REVOKE", "START", "STOP", "ENABLE", "DEALLOCATE", "REALLOCATE", "DRYRUN",
}

// systemThings are what CREATE and DROP make and take there.
var systemThings = []string{"DATABASE", "COMPOSITE", "USER", "ROLE", "IMMUTABLE", "ALIAS", "SERVER", "AUTH"}

// shownByDatabases are what SHOW reads in any database; what else it shows is the system's.
var shownByDatabases = []string{"INDEX", "INDEXES", "CONSTRAINT", "CONSTRAINTS", "FUNCTION", "FUNCTIONS", "PROCEDURE", "PROCEDURES", "SETTING", "SETTINGS", "TRANSACTION", "TRANSACTIONS", "GRAPH"}

// schemaProcedures change indexes or constraints, most of them on 4.4.
var schemaProcedures = []string{
	"db.createindex", "db.createuniquepropertyconstraint", "db.createnodekey",
	"db.index.fulltext.createnodeindex", "db.index.fulltext.createrelationshipindex", "db.index.fulltext.drop",
	"db.index.vector.createnodeindex", "apoc.schema.assert",
}

// class decides by the first words; by what is within where they begin no command. A
// procedure that is not known is a write: what it does is data, if it is anything.
func (o outline) class() Class {
	if command := o.command(); command != ClassRead {
		return command
	}
	isSchema := func(name string) bool { return slices.Contains(schemaProcedures, name) }
	isSystem := func(name string) bool { return strings.HasPrefix(name, "dbms.security.") }
	switch {
	case o.autoCommit:
		return ClassAutoCommit
	case slices.ContainsFunc(o.procedures, isSchema):
		return ClassSchema
	case slices.ContainsFunc(o.procedures, isSystem):
		return ClassSystem
	case o.writes:
		return ClassWrite
	}
	return ClassRead
}

// command gives ClassRead for what is no command.
func (o outline) command() Class {
	switch first := o.at(0); {
	case first == "":
	case first == "CREATE" || first == "DROP":
		kind := o.kind()
		switch {
		case kind == "INDEX" || kind == "CONSTRAINT":
			return ClassSchema
		case slices.Contains(systemThings, kind):
			return ClassSystem
		}
	case first == "ALTER" && o.at(1) == "CURRENT" && o.at(2) == "GRAPH":
		return ClassSchema // ALTER CURRENT GRAPH TYPE
	case first == "SHOW":
		for _, word := range o.head[1:] {
			if slices.Contains(shownByDatabases, word) {
				return ClassRead
			}
			if word == "YIELD" || word == "WHERE" || strings.HasPrefix(word, "PRIVILEGE") || slices.Contains(systemThings, strings.TrimSuffix(word, "S")) {
				break
			}
		}
		return ClassSystem
	case first == "USING":
		return ClassAutoCommit // PERIODIC COMMIT, nothing else
	default:
		return ClassSystem // all other words that begin commands
	}
	return ClassRead
}

// kind is what CREATE or DROP is about: INDEX whatever its kind, or the word that follows.
// CREATE index = (a)-->(b) is about a path.
func (o outline) kind() string {
	i := o.kindAt()
	if o.at(i+1) == "=" {
		return ""
	}
	return o.at(i)
}

func (o outline) kindAt() int {
	i := 1
	if o.at(1) == "OR" && o.at(2) == "REPLACE" {
		i = 3
	}
	if slices.Contains(indexKinds, o.at(i)) && o.at(i+1) == "INDEX" {
		i++
	}
	return i
}

func (o outline) at(i int) string {
	if i >= len(o.head) {
		return ""
	}
	return o.head[i]
}
