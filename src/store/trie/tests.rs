use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::crypto::seal::{PIN_LENGTH, Pin};

/// Keeps nodes as they are, under numbers.
#[derive(Default)]
struct Shelf {
    nodes: BTreeMap<u64, (Position, Vec<u8>)>,
    next: u64,
    reads: usize,
}

impl Medium for Shelf {
    fn read_node(&mut self, _: &[u8; 16], position: Position, stored: &Stored) -> Result<Vec<u8>> {
        self.reads += 1;
        let (at, content) = &self.nodes[&stored.pointer.offset];
        assert_eq!(*at, position, "a node is read where it was written");
        Ok(content.clone())
    }

    fn write_node(
        &mut self,
        _: &[u8; 16],
        position: Position,
        _: bool,
        content: Vec<u8>,
    ) -> Result<Pointer> {
        self.next += 1;
        let length = u32::try_from(content.len()).unwrap();
        self.nodes.insert(self.next, (position, content));
        Ok(Pointer {
            offset: self.next,
            length,
            pin: Pin::from_bytes([0; PIN_LENGTH]),
        })
    }

    fn drop_node(&mut self, stored: &Stored) {
        self.nodes.remove(&stored.pointer.offset);
    }
}

fn place(number: u64) -> Place {
    use sha2::{Digest as _, Sha256};
    let digest: [u8; 32] = Sha256::digest(number.to_le_bytes()).into();
    *digest.split_first_chunk().unwrap().0
}

fn contents(trie: &Trie, shelf: &mut Shelf) -> BTreeMap<Place, Vec<u8>> {
    let mut found = BTreeMap::new();
    trie.walk(shelf, &mut |_, place, record| {
        assert!(
            found.insert(*place, record.to_vec()).is_none(),
            "a record is there once"
        );
        Ok(())
    })
    .unwrap();
    found
}

fn reopened(trie: &mut Trie, shelf: &mut Shelf) -> Trie {
    let top = trie.store(shelf).unwrap();
    Trie::new([0; 16], top)
}

#[test]
fn a_thousand_records_are_found_and_no_dropped_node_is_needed() {
    let mut shelf = Shelf::default();
    let mut trie = Trie::new([0; 16], None);
    for number in 0..1000 {
        trie.insert(&mut shelf, place(number), vec![7; 700])
            .unwrap();
        if number % 97 == 0 {
            trie = reopened(&mut trie, &mut shelf);
        }
    }
    trie = reopened(&mut trie, &mut shelf);
    for number in 0..1000 {
        assert_eq!(
            trie.get(&mut shelf, &place(number)).unwrap(),
            Some([7; 700].as_slice())
        );
    }
    assert_eq!(trie.get(&mut shelf, &place(1000)).unwrap(), None);
    assert!(
        shelf
            .nodes
            .values()
            .all(|(_, content)| content.len() <= LEAF_LIMIT + 1024)
    );
}

#[test]
fn few_nodes_are_kept_of_many_that_are_read_and_none_is_read_twice_in_a_row() {
    let mut shelf = Shelf::default();
    let mut trie = Trie::new([0; 16], None);
    for number in 0..200_u64 {
        let record = number.to_le_bytes().repeat(80);
        trie.insert(&mut shelf, place(number), record).unwrap();
    }
    let mut trie = reopened(&mut trie, &mut shelf);
    for number in 0..200_u64 {
        let record = number.to_le_bytes().repeat(80);
        for _ in 0..2 {
            let reads = shelf.reads;
            let found = trie.get(&mut shelf, &place(number)).unwrap();
            assert_eq!(found, Some(record.as_slice()));
            assert!(shelf.reads <= reads + 2);
        }
        let reads = shelf.reads;
        trie.get(&mut shelf, &place(number)).unwrap();
        assert_eq!(shelf.reads, reads);
    }
    assert_eq!(trie.loaded(), KEPT);
    // What passes through is changed like the rest.
    for number in 0..200 {
        trie.get(&mut shelf, &place(number)).unwrap();
        trie.insert(&mut shelf, place(number), vec![7; 10]).unwrap();
        assert_eq!(
            trie.get(&mut shelf, &place(number)).unwrap(),
            Some([7; 10].as_slice())
        );
    }
}

#[test]
fn a_record_larger_than_a_leaf_stands_alone() {
    let mut shelf = Shelf::default();
    let mut trie = Trie::new([0; 16], None);
    for number in 0..10 {
        trie.insert(&mut shelf, place(number), vec![1; LEAF_LIMIT + 5])
            .unwrap();
    }
    let mut trie = reopened(&mut trie, &mut shelf);
    for number in 0..10 {
        assert_eq!(
            trie.get(&mut shelf, &place(number)).unwrap().unwrap().len(),
            LEAF_LIMIT + 5
        );
    }
}

#[test]
fn a_rewrite_joins_what_removals_left() {
    let mut shelf = Shelf::default();
    let mut trie = Trie::new([0; 16], None);
    for number in 0..2000 {
        trie.insert(&mut shelf, place(number), vec![7; 700])
            .unwrap();
    }
    for number in 0..1992 {
        trie.remove(&mut shelf, &place(number)).unwrap();
    }
    let mut target = Shelf::default();
    let top = trie
        .rewrite(&mut shelf, &mut target, &mut |_, _, _, record| {
            Ok(Some(record.to_vec()))
        })
        .unwrap();
    assert!(top.unwrap().is_leaf, "eight records are one leaf again");
    assert_eq!(target.nodes.len(), 1);
    assert_eq!(contents(&Trie::new([0; 16], top), &mut target).len(), 8);
}

#[derive(Debug, Clone)]
enum Step {
    Insert(u64, usize),
    Remove(u64),
    Reopen,
    Rewrite,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0_u64..300, 0_usize..6000).prop_map(|(number, size)| Step::Insert(number, size)),
        3 => (0_u64..300).prop_map(Step::Remove),
        1 => Just(Step::Reopen),
        1 => Just(Step::Rewrite),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn it_is_a_map(steps in proptest::collection::vec(step(), 1..120)) {
        let mut shelf = Shelf::default();
        let mut trie = Trie::new([0; 16], None);
        let mut model = BTreeMap::new();
        for step in steps {
            match step {
                Step::Insert(number, size) => {
                    let record = vec![u8::try_from(size % 251).unwrap(); size];
                    trie.insert(&mut shelf, place(number), record.clone()).unwrap();
                    model.insert(place(number), record);
                }
                Step::Remove(number) => {
                    trie.remove(&mut shelf, &place(number)).unwrap();
                    model.remove(&place(number));
                }
                Step::Reopen => trie = reopened(&mut trie, &mut shelf),
                Step::Rewrite => {
                    let mut target = Shelf::default();
                    let top = trie
                        .rewrite(&mut shelf, &mut target, &mut |_, _, _, record| Ok(Some(record.to_vec())))
                        .unwrap();
                    trie = Trie::new([0; 16], top);
                    shelf = target;
                }
            }
        }
        prop_assert_eq!(contents(&trie, &mut shelf), model.clone());
        for number in 0..300 {
            prop_assert_eq!(
                trie.get(&mut shelf, &place(number)).unwrap().map(<[u8]>::to_vec),
                model.get(&place(number)).cloned()
            );
        }
    }
}

#[test]
fn threads_that_read_ahead_show_what_a_walk_shows() {
    for count in [0, 1, 300] {
        let mut shelf = Shelf::default();
        let mut trie = Trie::new([0; 16], None);
        for number in 0..count {
            trie.insert(&mut shelf, place(number), vec![7; 700])
                .unwrap();
        }
        let mut trie = reopened(&mut trie, &mut shelf);
        // One part of it is in memory and changed.
        trie.insert(&mut shelf, place(0), vec![8; 900]).unwrap();
        let walked = contents(&trie, &mut shelf);
        let read = |_: &[u8; 16], position: Position, stored: &Stored| {
            let (at, content) = &shelf.nodes[&stored.pointer.offset];
            assert_eq!(*at, position, "a node is read where it was written");
            Ok(content.clone())
        };
        for threads in 1..4 {
            let mut found = BTreeMap::new();
            trie.walk_ahead(threads, &read, &mut |place, record| {
                assert!(found.insert(*place, record.to_vec()).is_none());
                Ok(())
            })
            .unwrap();
            assert_eq!(found, walked);
        }
    }
}

#[test]
fn a_failure_ends_reading_ahead() {
    let mut shelf = Shelf::default();
    let mut trie = Trie::new([0; 16], None);
    for number in 0..2000 {
        trie.insert(&mut shelf, place(number), vec![7; 700])
            .unwrap();
    }
    let trie = reopened(&mut trie, &mut shelf);
    let stored: Vec<u64> = shelf.nodes.keys().copied().collect();
    for lost in stored {
        let read = |_: &[u8; 16], _: Position, stored: &Stored| match stored.pointer.offset {
            offset if offset == lost => Err(crate::store::codec::malformed()),
            offset => Ok(shelf.nodes[&offset].1.clone()),
        };
        for threads in 1..4 {
            let walked = trie.walk_ahead(threads, &read, &mut |_, _| Ok(()));
            assert!(walked.is_err(), "node {lost}, {threads} threads");
        }
    }
    let whole = |_: &[u8; 16], _: Position, stored: &Stored| {
        Ok(shelf.nodes[&stored.pointer.offset].1.clone())
    };
    let mut seen = 0;
    let stopped = trie.walk_ahead(2, &whole, &mut |_, _| {
        seen += 1;
        Err(crate::store::codec::malformed())
    });
    assert!(stopped.is_err());
    assert_eq!(seen, 1, "nothing is shown after the caller's own error");
}
