//! The relations of Universal Dependencies (v2), without subtypes.

/// Makes the enumeration and its names from one list.
macro_rules! relations {
    ($($relation:ident $name:literal,)*) => {
        /// The relation of a word to its head.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the relations are documented by Universal Dependencies")]
        pub enum Deprel {
            $($relation,)*
        }

        impl Deprel {
            /// All relations, in the order of their names.
            pub const ALL: &[Self] = &[$(Self::$relation,)*];

            /// The relation as UD writes it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$relation => $name,)*
                }
            }

            /// The relation of this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$relation),)*
                    _ => None,
                }
            }
        }
    };
}

relations! {
    Acl "acl",
    Advcl "advcl",
    Advmod "advmod",
    Amod "amod",
    Appos "appos",
    Aux "aux",
    Case "case",
    Cc "cc",
    Ccomp "ccomp",
    Clf "clf",
    Compound "compound",
    Conj "conj",
    Cop "cop",
    Csubj "csubj",
    Dep "dep",
    Det "det",
    Discourse "discourse",
    Dislocated "dislocated",
    Expl "expl",
    Fixed "fixed",
    Flat "flat",
    Goeswith "goeswith",
    Iobj "iobj",
    List "list",
    Mark "mark",
    Nmod "nmod",
    Nsubj "nsubj",
    Nummod "nummod",
    Obj "obj",
    Obl "obl",
    Orphan "orphan",
    Parataxis "parataxis",
    Punct "punct",
    Reparandum "reparandum",
    Root "root",
    Vocative "vocative",
    Xcomp "xcomp",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_s_relations_are_these() {
        for name in verbale_model::Reader::relations() {
            assert_eq!(Deprel::named(name).map(Deprel::name), Some(*name));
        }
    }
}
