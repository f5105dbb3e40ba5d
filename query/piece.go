package query

import "sync"

// An answer with a fetch plan comes in pieces: its lists are made at once, and each record has a
// thousand of each. Element ids and properties are read when their piece is sent, so that the
// server reads the next ones while the client reads these, and neither holds the whole answer as
// one message. A small answer is one piece.

// inPieces goes through the lists of all levels in steps. It tells how long each list is, and with
// which step the longest ends.
func (l *levels) inPieces() {
	l.put(clause{word: "WITH *,", of: item{lengths{l}, word("sizes")}}, pieceByPiece())
}

// pieceByPiece begins behind the lengths of lists.
var pieceByPiece = sync.OnceValue(func() clause { //nolint:gochecknoglobals // a constant, written when it is needed
	longest := word("reduce(longest = 0, size IN sizes | CASE WHEN size > longest THEN size ELSE longest END)")
	steps := function{name: "range", of: number(0), more: []expression{operation{word("longest"), " - ", number(1)}, number(chunk)}}
	return fixed(
		clause{word: "WITH *,", of: item{longest, word("longest")}},
		clause{word: "UNWIND", of: item{steps, word("at")}},
	)
})

// returnPiece returns what a piece says of the answer: the lengths of its lists, and whether nothing
// comes behind it. The columns of the levels follow.
var returnPiece = sync.OnceValue(func() string { //nolint:gochecknoglobals // a constant, written when it is needed
	isLast := operation{operation{word("at"), " + ", number(chunk)}, " >= ", word("longest")}
	return fixed(clause{word: "RETURN", of: item{value: word("sizes")}, more: []item{{isLast, word("last")}}}).word + ","
})

// pieceOf is the part of a list that a record has.
func pieceOf(list word) slice {
	return slice{list, word("at"), operation{word("at"), " + ", number(chunk)}}
}

// piece writes which part of the list before it a record has, as pieceOf.
func (s *scope) piece() {
	s.Text("[at..at + ")
	s.Int(chunk)
	s.Text("]")
}

// lengths are those of the lists of all levels, in the order of their columns.
type lengths struct {
	of *levels
}

func (e lengths) write(s *scope) {
	for i := range e.of.list {
		if i == 0 {
			s.Text("[size(")
		} else {
			s.Text(", size(")
			levelLinks(i).write(s)
			s.Text("[0]), size(")
		}
		levelNodes(i).write(s)
		s.Text(")")
	}
	s.Text("]")
}
