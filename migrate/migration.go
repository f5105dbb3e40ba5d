package migrate

import "fmt"

// file is its path; "" for a function.
func (m *Migration) file() string {
	if m.Script == nil {
		return ""
	}
	return m.Script.File
}

// name is what a message calls it.
func (m *Migration) name() string {
	if m.Script == nil {
		return fmt.Sprintf("the function of version %s (%s)", m.Version, m.Description)
	}
	return m.Script.File
}

func (m *Migration) kind() Kind {
	if m.code != nil {
		return KindGo
	}
	return KindCypher
}

func (m *Migration) checksum() string {
	if m.code != nil {
		return m.code.checksum()
	}
	return m.Script.Checksum
}

func (m *Migration) preconditions() []Precondition {
	if m.Script == nil {
		return nil
	}
	return m.Script.Preconditions
}
