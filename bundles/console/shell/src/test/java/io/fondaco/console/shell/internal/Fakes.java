package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Stance;
import io.fondaco.model.DealId;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;

/** Services of which a command asks one or two things; whatever else it asks is a mistake. */
final class Fakes {

    static final Instant SINCE = Instant.parse("2026-11-21T06:00:00.123456Z");

    private Fakes() {}

    /** A service that answers these methods, by name and with their arguments. */
    static <T> T of(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        InvocationHandler handler = (self, method, arguments) -> {
            if (method.getName().equals("toString")) {
                return "fake " + type.getSimpleName();
            }
            if (!answers.containsKey(method.getName())) {
                throw new UnsupportedOperationException(method.toString());
            }
            return answers.get(method.getName()).apply(arguments);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A session at a terminal of that width; 0 for one without a terminal. */
    static Session session(int width) {
        Terminal terminal = of(Terminal.class, Map.of("getWidth", none -> width, "getType", none -> "dumb"));
        return of(
                Session.class,
                Map.of(
                        "get", name -> null,
                        "getTerminal", none -> width == 0 ? null : terminal,
                        "currentDir", none -> Path.of("/home/somebody")));
    }

    /** Alice's side of a deal. */
    static DealView deal(String state, boolean over) {
        return new DealView(
                DealId.parse("bafyreigwdjj64qea5q7xf72ofpx37djh2yrzrzg7nbfzhornhfcsohqbxm@alice"),
                "storage.client",
                state,
                over ? Optional.of(Stance.Ending.SUCCEEDED) : Optional.empty(),
                SINCE,
                SINCE,
                1,
                Optional.of(SINCE.plusSeconds(9000)),
                Optional.empty(),
                0,
                Map.of("provider", "f01000", "end", "519422", "pricePerEpoch", "0.0000000000078125 FIL"));
    }

    static DealHistory event(String from, String to) {
        return new DealHistory(2, SINCE, "Happened", from, to, "{}");
    }

    /** What something printed. */
    static String printed(java.util.function.Consumer<PrintStream> what) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        what.accept(new PrintStream(bytes, true, java.nio.charset.StandardCharsets.UTF_8));
        return bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
    }
}
