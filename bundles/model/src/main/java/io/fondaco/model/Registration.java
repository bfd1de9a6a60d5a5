package io.fondaco.model;

/** Something registered or subscribed to that ends when closed. Closing twice does nothing. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    @Override
    void close();
}
