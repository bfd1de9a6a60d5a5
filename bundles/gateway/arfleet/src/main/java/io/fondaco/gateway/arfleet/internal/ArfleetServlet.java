package io.fondaco.gateway.arfleet.internal;

import io.fondaco.arfleet.ProviderDoor;
import io.fondaco.arfleet.ProviderDoor.Reply;
import io.fondaco.arfleet.SignedRequest;
import io.fondaco.gateway.Callers;
import java.io.IOException;
import java.util.Enumeration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.servlet.AsyncContext;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings requests to the providers of this house and their replies back. Strangers call here, on the port that this node's
 * owner calls on too: so they have only so many places and so much room, no thread of the container waits for them to send
 * or for a provider to answer, and each of these takes only so long.
 */
@Component(
        service = Servlet.class,
        configurationPid = ArfleetGatewayConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ArfleetGatewayConfig.class)
@HttpWhiteboardContextSelect(ArfleetContext.SELECT)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletName("arfleet")
@HttpWhiteboardServletPattern("/*")
public final class ArfleetServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ArfleetServlet.class);
    private static final String METHODS = "GET, HEAD, POST, OPTIONS";
    private static final String DAY = "86400";

    /** Bytes of all bodies that are held at once; each is there twice while it is put together. */
    private static final int ROOM = 64 << 20;

    private final transient ProviderDoor door;
    private final transient Callers callers;
    private final transient Limits limits;
    private final transient Semaphore places;
    private final transient Semaphore room;

    /** What strangers may take, as {@link ArfleetGatewayConfig} says it; {@code room} in bytes for all bodies. */
    record Limits(int body, long bodyMillis, long answerMillis, int waiting, int room) {
        Limits {
            if (body < 1 || body > ProviderDoor.MAX_BODY) {
                throw new IllegalArgumentException(
                        "bodyLimit is 1 to " + ProviderDoor.MAX_BODY + " bytes, not " + body);
            }
            if (bodyMillis < 1 || answerMillis < 1 || waiting < 1) {
                throw new IllegalArgumentException("bodyMillis, answerMillis and waiting are 1 or more");
            }
        }
    }

    @Activate
    public ArfleetServlet(ArfleetGatewayConfig config, @Reference ProviderDoor door) {
        this(
                door,
                Callers.of(config.hosts(), config.origins()),
                new Limits(config.bodyLimit(), config.bodyMillis(), config.answerMillis(), config.waiting(), ROOM));
    }

    ArfleetServlet(ProviderDoor door, Callers callers, Limits limits) {
        this.door = door;
        this.callers = callers;
        this.limits = limits;
        this.places = new Semaphore(limits.waiting());
        this.room = new Semaphore(limits.room());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange;
        try {
            admit(request, response);
            if (request.getMethod().equals("OPTIONS")) {
                response.setHeader("Allow", METHODS);
                response.setStatus(204);
                return;
            }
            exchange = exchange(request, response);
            if (!places.tryAcquire()) {
                response.setHeader("Retry-After", "1");
                throw new Refusal(503, "too many requests are under way here; try again");
            }
        } catch (Refusal refusal) {
            send(response, refusal.reply(), request.getMethod().equals("HEAD"));
            return;
        }
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0); // body and answer have time limits of their own
        go(exchange, async, request, response);
    }

    /** A request but for its body. */
    private record Exchange(Target target, String method, Optional<String> address, Optional<String> signature) {
        boolean head() {
            return method.equals("HEAD");
        }

        ProviderDoor.Request with(byte[] body) {
            return new ProviderDoor.Request(target.party(), method, target.path(), address, signature, body);
        }

        @Override
        public String toString() {
            return method + " " + target.path() + " to " + target.party();
        }
    }

    private static Exchange exchange(HttpServletRequest request, HttpServletResponse response) {
        Target target = Target.of(request.getRequestURI(), request.getQueryString());
        String method = request.getMethod();
        switch (method) {
            case "GET", "HEAD" -> {
                if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
                    throw new Refusal(400, "a request that only asks has no body");
                }
            }
            case "POST" -> {}
            default -> {
                response.setHeader("Allow", METHODS);
                throw new Refusal(405, "providers answer " + METHODS);
            }
        }
        return new Exchange(
                target, method, only(request, SignedRequest.ADDRESS), only(request, SignedRequest.SIGNATURE));
    }

    private static Optional<String> only(HttpServletRequest request, String header) {
        Enumeration<String> values = request.getHeaders(header);
        if (!values.hasMoreElements()) {
            return Optional.empty();
        }
        String value = values.nextElement();
        if (values.hasMoreElements()) {
            throw new Refusal(400, "there is more than one header " + header);
        }
        return Optional.of(value);
    }

    /** From here on everything ends in {@link #end}, whatever happens. */
    private void go(Exchange exchange, AsyncContext async, HttpServletRequest request, HttpServletResponse response) {
        Optional<Body> body = Optional.empty();
        CompletableFuture<byte[]> bytes = CompletableFuture.completedFuture(new byte[0]);
        try {
            if (exchange.method().equals("POST")) {
                Body sent = Body.of(request, limits.body(), room);
                body = Optional.of(sent);
                bytes = sent.whole()
                        .orTimeout(limits.bodyMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(failure -> {
                            throw late(failure, 408, "the body did not come within " + limits.bodyMillis() + " ms");
                        });
            }
        } catch (IOException | RuntimeException unreadable) {
            bytes = CompletableFuture.failedFuture(unreadable);
        }
        Optional<Body> held = body;
        bytes.thenCompose(whole -> ask(exchange.with(whole))).whenComplete((reply, failure) -> {
            held.ifPresent(Body::end);
            end(exchange, async, response, reply, failure);
        });
    }

    private CompletionStage<Reply> ask(ProviderDoor.Request request) {
        CompletionStage<Reply> reply =
                door.ask(request).orElseThrow(() -> new Refusal(404, request.party() + " provides nothing here"));
        // A copy: the provider goes on, even when nobody waits for it any more.
        return reply.toCompletableFuture()
                .copy()
                .orTimeout(limits.answerMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw late(
                            failure,
                            504,
                            request.party() + " has not answered within " + limits.answerMillis() + " ms; ask again");
                });
    }

    private static CompletionException late(Throwable failure, int status, String why) {
        return new CompletionException(
                unwrapped(failure) instanceof TimeoutException ? new Refusal(status, why) : unwrapped(failure));
    }

    private void end(
            Exchange exchange, AsyncContext async, HttpServletResponse response, Reply reply, Throwable failure) {
        try {
            // On a thread of the container: no provider waits for a slow reader.
            async.start(() -> {
                try {
                    send(response, failure == null ? reply : refused(exchange, response, failure), exchange.head());
                } catch (IOException gone) {
                    LOG.debug("{}: the caller has gone", exchange, gone);
                } finally {
                    places.release();
                    async.complete();
                }
            });
        } catch (RuntimeException stopping) {
            places.release();
            LOG.debug("{}: nobody to answer any more", exchange, stopping);
        }
    }

    private static Reply refused(Exchange exchange, HttpServletResponse response, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof Refusal refusal) {
            if (exchange.method().equals("POST")) {
                // What is left of the body is not waited for.
                response.setHeader("Connection", "close");
            }
            return refusal.reply();
        }
        LOG.error("{} failed", exchange, cause);
        return new Refusal(500, "the provider could not answer; see log/fondaco.log of the node").reply();
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private void admit(HttpServletRequest request, HttpServletResponse response) {
        String origin = request.getHeader("Origin");
        Optional<String> refusal = callers.refuse(request.getHeader("Host"), origin);
        if (refusal.isPresent()) {
            throw new Refusal(403, refusal.get());
        }
        response.setHeader("Vary", "Origin");
        if (origin != null) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Allow-Methods", METHODS);
            response.setHeader(
                    "Access-Control-Allow-Headers",
                    "Content-Type, Accept, " + SignedRequest.ADDRESS + ", " + SignedRequest.SIGNATURE);
            response.setHeader("Access-Control-Max-Age", DAY);
        }
    }

    private static void send(HttpServletResponse response, Reply reply, boolean head) throws IOException {
        response.setStatus(reply.status());
        response.setContentType(reply.type());
        response.setHeader("Cache-Control", "no-store");
        // What clients have stored is nothing this node says: it must not act in its name.
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setContentLength(reply.body().length);
        if (!head) {
            response.getOutputStream().write(reply.body());
        }
    }
}
