package io.fondaco.transfer.dispatch.internal;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners, each with a mailbox of its own that is emptied in order by one thread at a time: a slow or throwing
 * listener holds up nobody else.
 */
public final class Telling {

    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

    /** A listener this far behind is told no more of mere progress. */
    private static final int FAR_BEHIND = 1000;

    private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();
    private final Executor threads;

    public Telling(Executor threads) {
        this.threads = threads;
    }

    public Registration listen(PeerId party, TransferListener listener) {
        Mailbox mailbox = new Mailbox(party, listener);
        mailboxes.add(mailbox);
        return () -> {
            mailboxes.remove(mailbox);
            mailbox.close();
        };
    }

    /** Puts an event into the mailboxes of its party; {@link #deliver} has it read. Runs no foreign code. */
    public void post(TransferEvent event) {
        for (Mailbox mailbox : mailboxes) {
            if (mailbox.party.equals(event.party())) {
                mailbox.add(event);
            }
        }
    }

    /** Has mailboxes with post emptied. Not to be called with a lock held. */
    public void deliver() {
        mailboxes.forEach(Mailbox::deliver);
    }

    private final class Mailbox implements Runnable {
        private final PeerId party;
        private final TransferListener listener;
        private final Deque<TransferEvent> post = new ArrayDeque<>();
        private boolean reading;
        private boolean closed;

        private Mailbox(PeerId party, TransferListener listener) {
            this.party = party;
            this.listener = listener;
        }

        private synchronized void add(TransferEvent event) {
            if (!closed && !(event instanceof TransferEvent.Moved && post.size() >= FAR_BEHIND)) {
                post.add(event);
            }
        }

        private void deliver() {
            synchronized (this) {
                if (reading || post.isEmpty()) {
                    return;
                }
                reading = true;
            }
            try {
                threads.execute(this);
            } catch (RejectedExecutionException closing) {
                LOG.debug("The house is closing; {} is told no more", party);
            } catch (Throwable t) {
                // No thread, for one: the post stays, and is read when there is more of it.
                LOG.error("Nobody could be found to read the post of {}", party, t);
                unread();
            }
        }

        private synchronized void unread() {
            reading = false;
        }

        @Override
        public void run() {
            TransferEvent event = next();
            while (event != null) {
                try {
                    listener.on(event);
                } catch (Throwable t) {
                    LOG.error("A listener of {} threw at {}", party, event, t);
                }
                event = next();
            }
        }

        private synchronized TransferEvent next() {
            TransferEvent event = post.poll();
            reading = event != null;
            return event;
        }

        private synchronized void close() {
            closed = true;
            post.clear();
        }
    }
}
