package ogm_test

func (q *question[T, O]) inUnit() {}
