package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.junit.Test;

public class NotFoundServletTest {

    @Test
    public void answersByItselfBeforeTheFilterIsThere() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new NotFoundServlet()
                .service(
                        Servlets.only(HttpServletRequest.class, Map.of("getRequestURI", "/api/v1/status")),
                        Servlets.response(bytes));
        assertThat(Servlets.lines(bytes)).hasSize(1);
        assertThat(Servlets.lines(bytes)[0]).contains("\"status\":404", "Nothing is served at /api/v1/status");
    }
}
