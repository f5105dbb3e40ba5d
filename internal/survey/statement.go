package survey

import (
	"github.com/go-ogm/ogm/internal/cypher"
)

// The texts that look at data. They are here and not in package query, since no program that
// uses the library sends them.

// zeroesAsLiterals are the values that a struct cannot tell from none.
const zeroesAsLiterals = "['', 0, 0.0, false]"

// countOfLabel and countOfType are answered by the counts that the database keeps.
func countOfLabel(name string) *cypher.Writer {
	w := begin("MATCH (n:")
	w.Name(name)
	w.Text(") RETURN count(n)")
	return w
}

func countOfType(name string) *cypher.Writer {
	w := begin("MATCH ()-[r:")
	w.Name(name)
	w.Text("]->() RETURN count(r)")
	return w
}

// zerosOf counts nodes whose property is a zero value, by the index that the property has.
func zerosOf(label, property string) *cypher.Writer {
	w := begin("MATCH (n:")
	w.Name(label)
	w.Text(") WHERE ")
	w.Property("n", property)
	w.Text(" IN " + zeroesAsLiterals + " RETURN count(n)")
	return w
}

// nodesOfLabel gives the labels and properties of some nodes. What is passed over is not read.
func nodesOfLabel(dialect cypher.Dialect, name string) *cypher.Writer {
	w := begin("MATCH (n:")
	w.Name(name)
	w.Text(") WITH n SKIP $skip LIMIT $limit RETURN labels(n), properties(n), ", id(dialect, "n"))
	return w
}

// linksOfType gives some relationships, their ends, and whether these have one of the type or
// more: no more than two are looked at, of however many.
func linksOfType(dialect cypher.Dialect, name, start, end string) *cypher.Writer {
	w := begin("MATCH (a")
	labelled(w, start)
	w.Text(")-[r:")
	w.Name(name)
	w.Text("]->(b")
	labelled(w, end)
	w.Text(") WITH a, r, b SKIP $skip LIMIT $limit ", dialect.Subquery("a"), "MATCH (a)-[x:")
	w.Name(name)
	w.Text("]->() WITH x LIMIT 2 RETURN count(x) AS o } ", dialect.Subquery("b"), "MATCH (b)<-[x:")
	w.Name(name)
	w.Text("]-() WITH x LIMIT 2 RETURN count(x) AS i } RETURN labels(a), labels(b), properties(r), ",
		id(dialect, "a"), ", ", id(dialect, "b"), ", ", id(dialect, "r"), ", o, i")
	return w
}

// id tells nodes apart, and relationships, for as long as we look.
func id(dialect cypher.Dialect, variable string) string {
	if dialect.ElementIDs() {
		return "elementId(" + variable + ")"
	}
	return "toString(id(" + variable + "))"
}

func labelled(w *cypher.Writer, label string) {
	if label != "" {
		w.Text(":")
		w.Name(label)
	}
}

// countsByLabel gives, for each label, how many relationships of a type begin at its nodes,
// and then how many lead to them: rows of a position and a number. The database keeps these.
func countsByLabel(name string, labels []string) *cypher.Writer {
	w := begin("")
	for i, label := range labels {
		for j, arrow := range [][2]string{{"-[r:", "]->()"}, {"<-[r:", "]-()"}} {
			if i+j > 0 {
				w.Text(" UNION ALL ")
			}
			w.Text("MATCH (:")
			w.Name(label)
			w.Text(")", arrow[0])
			w.Name(name)
			w.Text(arrow[1], " RETURN ")
			w.Int(2*i + j)
			w.Text(" AS i, count(r) AS n")
		}
	}
	return w
}

// begin starts a text that is the same on all lines.
func begin(text string) *cypher.Writer {
	w := cypher.NewWriter(cypher.Newest)
	w.Text(text)
	return w
}
