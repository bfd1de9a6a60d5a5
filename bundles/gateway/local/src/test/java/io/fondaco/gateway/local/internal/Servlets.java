package io.fondaco.gateway.local.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.servlet.ReadListener;
import javax.servlet.ServletInputStream;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Requests and answers without a container: what our code asks of them, and no more. */
final class Servlets {

    private Servlets() {}

    static HttpServletRequest request(String body) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        return only(HttpServletRequest.class, Map.of("getInputStream", new Input(bytes)));
    }

    /** An answer that writes to a stream; headers and status are taken and forgotten. */
    static HttpServletResponse response(OutputStream to) {
        return only(HttpServletResponse.class, Map.of("getOutputStream", new Output(to)));
    }

    /** The lines of an answer. */
    static String[] lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
    }

    static <T> T only(Class<T> type, Map<String, ?> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (answers.containsKey(method.getName())) {
                        return answers.get(method.getName());
                    }
                    if (method.getReturnType() == void.class) {
                        return null;
                    }
                    throw new UnsupportedOperationException(method.toString());
                }));
    }

    private static final class Input extends ServletInputStream {
        private final ByteArrayInputStream from;

        private Input(ByteArrayInputStream from) {
            this.from = from;
        }

        @Override
        public int read() {
            return from.read();
        }

        @Override
        public boolean isFinished() {
            return from.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Output extends ServletOutputStream {
        private final OutputStream to;

        private Output(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int value) throws IOException {
            to.write(value);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
