package store

import (
	"encoding/json"
	"errors"
	"fmt"
)

// ErrNotFound is returned by [Table.Get] for a key that has no record.
var ErrNotFound = errors.New("there is no such record")

// Table is the records of one type. Its methods take the transaction that they
// are part of, so that changes to several tables are kept together or not at
// all.
type Table[T any] struct {
	prefix string
	key    func(T) string
}

// The tables of a store. The key is the name, host or id in the record, for
// Usage it is [UsageKey].
var (
	Names    = Table[Name]{"names/", func(n Name) string { return n.Name }}
	Accounts = Table[Account]{"accounts/", func(a Account) string { return a.Name }}
	Tokens   = Table[Token]{"tokens/", func(t Token) string { return t.ID }}
	Invites  = Table[Invite]{"invites/", func(i Invite) string { return i.ID }}
	Domains  = Table[Domain]{"domains/", func(d Domain) string { return d.Host }}
	Blocks   = Table[Block]{"blocks/", func(b Block) string { return b.Name }}
	Usages   = Table[Usage]{"usage/", func(u Usage) string { return UsageKey(u.Account, u.Month) }}
)

// UsageKey is the key of an account's usage in a month, such as "2026-11".
// Those of one account begin with UsageKey(account, "").
func UsageKey(account, month string) string { return account + "/" + month }

// Get returns the record of a key, or [ErrNotFound].
func (t Table[T]) Get(tx Reader, key string) (T, error) {
	var none T
	value, err := tx.Get(t.prefix + key)
	if err != nil {
		return none, err
	}
	if value == nil {
		return none, ErrNotFound
	}
	return t.decode(t.prefix+key, value)
}

// Has tells whether a key has a record.
func (t Table[T]) Has(tx Reader, key string) (bool, error) {
	value, err := tx.Get(t.prefix + key)
	return value != nil, err
}

// Put writes a record over what there was of its key.
func (t Table[T]) Put(tx Writer, record T) error {
	value, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("encode %s: %w", t.prefix+t.key(record), err)
	}
	return tx.Put(t.prefix+t.key(record), value)
}

// Delete removes the record of a key. It is no error if there is none.
func (t Table[T]) Delete(tx Writer, key string) error { return tx.Delete(t.prefix + key) }

// All returns every record, in the order of their keys.
func (t Table[T]) All(tx Reader) ([]T, error) { return t.Under(tx, "") }

// Under returns the records whose keys begin with prefix, in their order.
func (t Table[T]) Under(tx Reader, prefix string) ([]T, error) {
	var all []T
	err := tx.Each(t.prefix+prefix, func(key string, value []byte) error {
		record, err := t.decode(key, value)
		all = append(all, record)
		return err
	})
	return all, err
}

func (t Table[T]) decode(key string, value []byte) (T, error) {
	var record T
	if err := json.Unmarshal(value, &record); err != nil {
		return record, fmt.Errorf("the record %q in the store is damaged (%w): %s", key, err, restoreHint)
	}
	return record, nil
}
