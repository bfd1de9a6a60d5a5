package io.fondaco.gateway.ao.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.gateway.Callers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
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
 * All routes of a messenger, a scheduler and a compute unit at one address: their paths do not clash, but for the bare one.
 * One servlet for all, because that one must answer at {@code /ao} and {@code /ao/} alike without a redirect, which would
 * turn a POST into a GET.
 */
@Component(
        service = Servlet.class,
        configurationPid = AoGatewayConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AoGatewayConfig.class)
@HttpWhiteboardContextSelect(AoContext.SELECT)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletName("ao")
@HttpWhiteboardServletPattern("/ao/*")
public final class AoServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AoServlet.class);
    private static final String DAY = "86400";

    /** Bytes of all bodies that are held at once: an item is held until it has its place. */
    private static final int ROOM = 64 << 20;

    private final transient Callers callers;
    private final transient MessengerRoutes messenger;
    private final transient SchedulerRoutes scheduler;
    private final transient EvaluatorRoutes evaluator;
    private final transient Semaphore places;
    private final transient Semaphore room;
    private final int bodyLimit;

    /** Answers a request, or not, when it is none of its own. */
    interface Routes {
        Optional<CompletionStage<Reply>> answer(Call call) throws IOException;
    }

    @Activate
    public AoServlet(AoGatewayConfig config, @Reference AoUnit unit) {
        this(
                unit,
                Callers.of(config.hosts(), config.origins()),
                config.waiting(),
                config.bodyLimit(),
                config.answerMillis(),
                config.settleMillis());
    }

    AoServlet(AoUnit unit, Callers callers, int waiting, int bodyLimit, long answerMillis, long settleMillis) {
        this.callers = callers;
        this.places = new Semaphore(waiting);
        this.bodyLimit = bodyLimit;
        this.room = new Semaphore(Math.max(ROOM, bodyLimit));
        this.messenger = new MessengerRoutes(unit, settleMillis);
        this.scheduler = new SchedulerRoutes(unit);
        this.evaluator = new EvaluatorRoutes(unit, answerMillis);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = printable(request.getMethod() + " " + request.getRequestURI());
        Call call = new Call(request, bodyLimit, room);
        CompletionStage<Reply> answer;
        try {
            admit(request, response);
            if (request.getMethod().equals("OPTIONS")) {
                response.setStatus(204);
                return;
            }
            answer = answer(call, name);
        } catch (RuntimeException | IOException e) {
            call.end();
            if (e instanceof IOException gone) {
                throw gone;
            }
            send(response, Reply.refusal(e, name));
            return;
        }
        CompletableFuture<Reply> reply =
                answer.whenComplete((value, failure) -> call.end()).toCompletableFuture();
        if (reply.isDone() && !reply.isCompletedExceptionally()) {
            send(response, reply.join());
        } else if (places.tryAcquire()) {
            later(request, response, reply, name);
        } else {
            send(response, Reply.refusal(new Refusal(503, "too many requests wait for this unit; try again"), name));
        }
    }

    private CompletionStage<Reply> answer(Call call, String name) throws IOException {
        for (Routes routes : new Routes[] {messenger, evaluator, scheduler}) {
            Optional<CompletionStage<Reply>> answer = routes.answer(call);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw new Refusal(404, "nothing is served here: " + name);
    }

    /** Answers when the unit has: no thread of the container waits for that, and none of the unit's for a slow reader. */
    private void later(
            HttpServletRequest request, HttpServletResponse response, CompletableFuture<Reply> reply, String name) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0); // each answer has a time limit of its own
        reply.whenComplete((value, failure) -> {
            places.release();
            async.start(() -> {
                try {
                    send(response, failure == null ? value : Reply.refusal(failure, name));
                } catch (IOException gone) {
                    LOG.debug("{}: the caller has gone", name, gone);
                } finally {
                    async.complete();
                }
            });
        });
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
            response.setHeader("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS");
            response.setHeader("Access-Control-Allow-Headers", "Content-Type, Accept");
            response.setHeader("Access-Control-Max-Age", DAY);
        }
    }

    private static void send(HttpServletResponse response, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        response.setStatus(reply.status());
        response.setContentType(reply.type());
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
