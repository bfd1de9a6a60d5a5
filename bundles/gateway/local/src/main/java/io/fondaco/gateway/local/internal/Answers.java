package io.fondaco.gateway.local.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletResponse;

/** Writes JSON answers. */
final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    static void send(HttpServletResponse response, int status, Object value) throws IOException {
        send(response, status, "application/json", value);
    }

    static void send(HttpServletResponse response, Problem problem) throws IOException {
        if (problem.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"fondaco\"");
        }
        send(response, problem.status(), "application/problem+json", problem.toMap());
    }

    private static void send(HttpServletResponse response, int status, String type, Object value) throws IOException {
        byte[] body = (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
