using Scim.Benchmarks.Load;

namespace Scim.Benchmarks.Scenarios;

/// <summary>The plans of the scenarios.</summary>
internal static class LoadPlans
{
    /// <summary>POST of a new user each time.</summary>
    public static LoadPlan CreateUsers(string token, string root, string prefix) =>
        LoadPlan.CreateSend(
            token,
            "POST",
            LoadPlan.QuoteLua($"{root}/Users"),
            SplitTemplate(BenchmarkBodies.CreateUser(prefix + "<>"), "string.format(\"%d\", n)")
        );

    /// <summary>PATCH of <c>active</c>, user by user; each time round the other value.</summary>
    public static LoadPlan PatchActive(string token, string root, IEnumerable<string> ids) =>
        LoadPlan.CreateSend(
            token,
            "PATCH",
            $"{LoadPlan.QuoteLua($"{root}/Users/")} .. ids[n % #ids + 1]",
            $"math.floor(n / #ids) % 2 == 0 and {LoadPlan.QuoteLua(BenchmarkBodies.PatchActive("false"))} or {LoadPlan.QuoteLua(BenchmarkBodies.PatchActive("true"))}",
            LoadPlan.FormatList("ids", ids)
        );

    /// <summary>
    /// PATCH that adds one member, group by group and user by user; when all are in, it takes them out again.
    /// </summary>
    public static LoadPlan PatchMember(
        string token,
        string root,
        IEnumerable<string> groups,
        IEnumerable<string> users
    ) =>
        LoadPlan.CreateSend(
            token,
            "PATCH",
            $"{LoadPlan.QuoteLua($"{root}/Groups/")} .. groups[n % #groups + 1]",
            $"math.floor(n / (#groups * #users)) % 2 == 0 and {SplitTemplate(BenchmarkBodies.AddMember("<>"), "users[math.floor(n / #groups) % #users + 1]")} or {SplitTemplate(BenchmarkBodies.RemoveMember("<>"), "users[math.floor(n / #groups) % #users + 1]")}",
            $"{LoadPlan.FormatList("groups", groups)}\n{LoadPlan.FormatList("users", users)}"
        );

    // A text with <> where the value of a Lua expression goes.
    private static string SplitTemplate(string text, string expression) =>
        $"({string.Join($" .. {expression} .. ", text.Split("<>").Select(LoadPlan.QuoteLua))})";
}
