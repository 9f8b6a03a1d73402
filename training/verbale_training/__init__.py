"""Makes the model that the binary carries: corpora, network, training, export."""
