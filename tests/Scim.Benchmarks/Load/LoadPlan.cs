using System.Globalization;
using System.Text;

namespace Scim.Benchmarks.Load;

/// <summary>
/// The requests of a load as a Lua function of the request number. Every target is sent the same plan with its own
/// sequence of numbers, so that each body is sent only once.
/// </summary>
/// <param name="RequestScript">Lua statements that return the text of request <c>n</c>.</param>
/// <param name="PreludeScript">Lua statements before the function.</param>
internal sealed record LoadPlan(string RequestScript, string PreludeScript = "")
{
    /// <summary>Creates a plan of GET requests for the paths in turn.</summary>
    public static LoadPlan CreateGet(string token, IEnumerable<string> paths) =>
        new(
            "return texts[n % #texts + 1]",
            $"local texts = {{ {string.Join(", ", paths.Select(p => QuoteLua(FormatRequestHead("GET", p, token) + "\r\n")))} }}"
        );

    /// <summary>
    /// Creates a plan of requests with bodies, given as Lua expressions of <c>n</c> and the prelude's variables.
    /// </summary>
    /// <param name="token">The bearer token.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, a Lua expression.</param>
    /// <param name="body">The body, a Lua expression.</param>
    /// <param name="prelude">Lua statements to run before.</param>
    /// <param name="mediaType">The body's media type.</param>
    public static LoadPlan CreateSend(
        string token,
        string method,
        string path,
        string body,
        string prelude = "",
        string mediaType = "application/scim+json"
    )
    {
        string rest =
            FormatRequestHead("", "", token)["  HTTP/1.1".Length..] + $"Content-Type: {mediaType}\r\nContent-Length: ";
        return new LoadPlan(
            $"local body = {body}\n"
                + $"  return {QuoteLua(method + " ")} .. {path} .. rest .. #body .. \"\\r\\n\\r\\n\" .. body",
            $"{prelude}\nlocal rest = {QuoteLua(" HTTP/1.1" + rest)}"
        );
    }

    /// <summary>Formats a Lua statement that declares a local list of strings.</summary>
    public static string FormatList(string name, IEnumerable<string> values) =>
        $"local {name} = {{ {string.Join(", ", values.Select(QuoteLua))} }}";

    /// <summary>Formats the plan as a Lua chunk that begins with request number <paramref name="first"/>.</summary>
    public string FormatLua(long first) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{PreludeScript}\nlocal function make(n)\n  {RequestScript}\nend\nreturn {{ first = {first}, make = make }}\n"
        );

    /// <summary>Formats a Lua string literal.</summary>
    public static string QuoteLua(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\r' => "\\r",
                    '\n' => "\\n",
                    _ => c.ToString(),
                }
            );
        }

        return quoted.Append('"').ToString();
    }

    private static string FormatRequestHead(string method, string path, string token) =>
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n";
}
