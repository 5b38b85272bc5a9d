"""What command line, GraphQL and pages ask alike: addresses, labels, ages, resolving what people write, searching."""
