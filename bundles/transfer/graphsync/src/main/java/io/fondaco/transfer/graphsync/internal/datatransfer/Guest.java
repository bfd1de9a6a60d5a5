package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.car.CarFile;
import io.fondaco.model.PeerId;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.Voucher;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Request;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Response;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Type;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Typed;
import io.fondaco.transfer.graphsync.internal.graphsync.Door;
import io.fondaco.transfer.graphsync.internal.graphsync.Exchange;
import io.fondaco.transfer.graphsync.internal.graphsync.Holder;
import io.fondaco.transfer.graphsync.internal.graphsync.Serve;
import io.fondaco.transfer.graphsync.internal.graphsync.ServeListener;
import io.fondaco.transfer.graphsync.internal.graphsync.Status;
import io.fondaco.transfer.spi.Revalidator;
import io.fondaco.transfer.spi.TransportException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel a peer began with a party of ours, accepted. */
abstract class Guest {

    private static final Logger LOG = LoggerFactory.getLogger(Guest.class);

    final TransferId id;
    final PeerId party;
    final Voucher voucher;
    final Surroundings house;
    final Mail mail;

    Guest(TransferId id, PeerId party, Voucher voucher, Surroundings house, Mail mail) {
        this.id = id;
        this.party = party;
        this.voucher = voucher;
        this.house = house;
        this.mail = mail;
    }

    final void opened(boolean again) {
        house.reception()
                .tell(
                        again
                                ? new TransferEvent.Restarted(id, party, voucher)
                                : new TransferEvent.Opened(id, party, voucher));
    }

    final void send(Response message) {
        mail.send(id.initiator(), message).whenComplete((sent, failure) -> {
            if (failure != null) {
                LOG.debug("{} was not told {} of {}: {}", id.initiator(), message.type(), id, failure.getMessage());
            }
        });
    }

    final void ended(TransportException why) {
        house.reception()
                .tell(
                        why.worthRepeating()
                                ? new TransferEvent.Stalled(id, party, why.getMessage())
                                : new TransferEvent.Failed(id, party, why.getMessage()));
    }

    /** The initiator says more. */
    abstract void took(Request message);

    /** Stops sending, or goes on unless another holds it; true when this end is the one that sends. */
    abstract boolean hold(Holder by, boolean paused);

    /** Ends it; completes when its file is let go. */
    abstract CompletionStage<Void> stop(String why);

    /** A peer pushes: we receive. */
    static final class Pushed extends Guest implements Receiving.Receiver {

        private final Receiving receiving;
        private final boolean again;
        private final Runnable over;
        private volatile boolean cancelled;

        Pushed(
                TransferId id,
                PeerId party,
                Voucher voucher,
                Surroundings house,
                Mail mail,
                Exchange exchange,
                Request request,
                Decision.Accept accept,
                boolean again,
                Runnable over) {
            super(id, party, voucher, house, mail);
            this.again = again;
            this.over = over;
            this.receiving = new Receiving(
                    house,
                    exchange,
                    new Receiving.Goods(
                            id,
                            id.initiator(),
                            request.root().orElseThrow(),
                            accept.file(),
                            accept.bytes(),
                            accept.most()),
                    some -> new Response(request.type(), id.number(), true, false, Typed.NONE),
                    this);
        }

        void begin() {
            opened(again);
            receiving.begin();
        }

        @Override
        public void news(int status, List<TransferMessage> messages) {
            // The initiator says nothing here that its request did not say.
        }

        @Override
        public void has(long bytes) {
            house.reception().tell(new TransferEvent.Moved(id, party, bytes, -1));
        }

        @Override
        public void whole(long bytes) {
            over.run();
            house.reception().tell(new TransferEvent.Completed(id, party, bytes));
            send(new Response(Type.COMPLETE, id.number(), true, false, Typed.NONE));
        }

        @Override
        public void failed(TransportException why) {
            over.run();
            if (cancelled) {
                house.reception().tell(new TransferEvent.Cancelled(id, party, why.getMessage()));
                return;
            }
            ended(why);
            if (!why.worthRepeating()) {
                send(new Response(
                        Type.COMPLETE, id.number(), false, false, new Reason(why.getMessage(), false).toTyped()));
            }
        }

        @Override
        void took(Request message) {
            if (message.type() == Type.CANCEL) {
                cancelled = true;
                receiving.stop("the initiator called it off");
            }
        }

        @Override
        boolean hold(Holder by, boolean paused) {
            return false;
        }

        @Override
        CompletionStage<Void> stop(String why) {
            return receiving.stop(why);
        }
    }

    /** A peer pulls: we send. */
    static final class Pulled extends Guest implements ServeListener {

        private final Serve serve;
        private final long size;
        private final long before;
        private final Runnable over;
        private volatile long sent;
        private volatile String stopped;
        private volatile boolean cancelled;

        /** @param before bytes of blocks that were sent on this channel with earlier requests */
        Pulled(
                TransferId id,
                PeerId party,
                Voucher voucher,
                Surroundings house,
                Mail mail,
                Serve serve,
                long size,
                long before,
                Runnable over) {
            super(id, party, voucher, house, mail);
            this.serve = serve;
            this.size = size;
            this.before = before;
            this.over = over;
        }

        Door.Answer begin(CarFile car, Type type, boolean again) {
            opened(again);
            Response yes = new Response(type, id.number(), true, false, Typed.NONE);
            return new Door.Answer.Serving(car, Extensions.atFirst(yes), Set.of(), this);
        }

        /** Bytes of blocks sent on this channel. */
        long sent() {
            return before + sent;
        }

        @Override
        public Verdict sending(long bytes, long walked) {
            sent = bytes;
            Revalidator revalidator = house.revalidators().get(voucher.type());
            if (revalidator != null) {
                Revalidator.Verdict verdict = revalidator.sent(id, before + bytes);
                if (verdict instanceof Revalidator.Verdict.Pause pause) {
                    return new Verdict.Pause(Extensions.besideBlocks(result(true, true, Optional.of(pause.result()))));
                } else if (verdict instanceof Revalidator.Verdict.Stop stop) {
                    stopped = stop.why();
                    return new Verdict.Stop(
                            Status.FAILED, Extensions.besideBlocks(result(false, false, stop.result())));
                }
            }
            house.reception().tell(new TransferEvent.Moved(id, party, Math.min(size, walked), size));
            return GO_ON;
        }

        private Response result(boolean accepted, boolean paused, Optional<Voucher> result) {
            return new Response(
                    Type.VOUCHER_RESULT,
                    id.number(),
                    accepted,
                    paused,
                    result.map(Vouchers::typed).orElse(Typed.NONE));
        }

        @Override
        public void completed() {
            over.run();
            house.reception().tell(new TransferEvent.Completed(id, party, size));
            send(new Response(Type.COMPLETE, id.number(), true, false, Typed.NONE));
        }

        @Override
        public void broken(String why) {
            over.run();
            if (cancelled) {
                house.reception().tell(new TransferEvent.Cancelled(id, party, why));
            } else if (stopped != null) {
                ended(TransportException.lasting(stopped, null));
            } else {
                ended(TransportException.passing(why, null));
            }
        }

        @Override
        void took(Request message) {
            switch (message.type()) {
                case UPDATE -> hold(Holder.PEER, message.paused());
                case CANCEL -> {
                    cancelled = true;
                    serve.stop(Status.CANCELLED, Map.of(), "the initiator called it off");
                }
                case VOUCHER -> revalidate(message.voucher());
                default -> LOG.debug("{} sent {} on {}, which is open", id.initiator(), message.type(), id);
            }
        }

        private void revalidate(Typed more) {
            Revalidator revalidator = house.revalidators().get(voucher.type());
            if (revalidator == null) {
                LOG.debug("{} sent a voucher on {}, which nobody here takes", id.initiator(), id);
                return;
            }
            Revalidator.Verdict verdict = revalidator.voucher(id, Vouchers.of(more));
            if (verdict instanceof Revalidator.Verdict.GoOn goOn) {
                serve.resume(Holder.REVALIDATOR, Extensions.besideBlocks(result(true, false, goOn.result())));
            } else if (verdict instanceof Revalidator.Verdict.Pause pause) {
                send(result(true, true, Optional.of(pause.result())));
            } else if (verdict instanceof Revalidator.Verdict.Stop stop) {
                stopped = stop.why();
                serve.stop(Status.FAILED, Extensions.besideBlocks(result(false, false, stop.result())), stop.why());
            }
        }

        @Override
        boolean hold(Holder by, boolean paused) {
            if (paused) {
                serve.pause(by);
            } else {
                serve.resume(by, Map.of());
            }
            return true;
        }

        @Override
        CompletionStage<Void> stop(String why) {
            serve.stop(Status.CANCELLED, Map.of(), why);
            return CompletableFuture.completedFuture(null);
        }
    }
}
