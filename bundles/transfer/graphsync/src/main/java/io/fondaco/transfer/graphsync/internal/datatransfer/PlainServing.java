package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.transfer.graphsync.internal.graphsync.ServeListener;

/** Serving that nobody needs to be told of. */
enum PlainServing implements ServeListener {
    QUIET;

    @Override
    public Verdict sending(long sent, long walked) {
        return GO_ON;
    }

    @Override
    public void completed() {}

    @Override
    public void broken(String why) {}
}
