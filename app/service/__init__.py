"""Service, complaints, satisfaction and care: what is done for a customer (S1.5(2), S8.三.1(4))."""
