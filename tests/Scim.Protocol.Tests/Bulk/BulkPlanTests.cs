using System.Globalization;
using Scim.Protocol.Bulk;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Tests.Bulk;

/// <summary>Tests the order of bulk operations (RFC 7644 sections 3.7 and 3.7.1).</summary>
[Trait("rfc", "7644-3.7")]
public sealed class BulkPlanTests
{
    private const string ManagerPath = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    // Operations in shorthand: "u1=a,b" creates user u1 with the manager a, "g1=u1" creates group g1 with the member
    // u1; a leading sign changes an existing resource.
    [Theory]
    [InlineData("u1 u2 g1", "u1 | u2 | g1")]
    [InlineData("g1=u1 u1", "u1 | g1<u1")] // a forward reference
    [InlineData("u1=u2 u2=u3 u3", "u3 | u2<u3 | u1<u2")]
    [InlineData("u1=u2 u2=u1 g1=u1", "(u1 u2) | g1<u1u2")] // a cycle of managers, and a group that depends on all of it
    [InlineData("u1=u1", "(u1)")]
    [InlineData("u1=g1 g1=u1", "(u1;g1)")] // the member first, the other reference is resolved in advance
    [InlineData("+x +x +y", "+x | +x<+x | +y")] // one resource: sequential
    [InlineData("+x -x +y", "+x | -x<+x | +y")]
    [InlineData("-x u1", "-x | u1<-x")] // u1 may reuse the name of x
    [InlineData("u1 u2 -x -y u3", "u1 | u2 | -x<u1u2 | -y<u1u2 | u3<-x-y")]
    [InlineData("-x g1", "-x | g1")] // a group cannot
    [InlineData("g1=x -x", "g1 | -x<g1")] // referenced before it is deleted
    [InlineData("-x g1=x", "-x | g1<-x")]
    [InlineData("*g=h *h=g", "*g | *h<*g")] // two halves of a cycle of groups
    [InlineData("*g=x *h=x", "*g | *h")]
    [InlineData("*g1=u1 g1 u1", "g1 | u1 | *g1<g1u1")]
    public void FromRequest_OfOperations_OrdersDependenciesOnly(string operations, string plan)
    {
        string[] names = operations.Split(' ');
        Assert.Equal(
            plan,
            FormatPlan(BulkPlan.FromRequest(BulkRequestTests.CreateRequest(names.Select(FormatOperation))), names)
        );
    }

    [Fact]
    public void FromRequest_OfGroupsContainingEachOther_RejectsThem()
    {
        BulkPlan plan = BulkPlan.FromRequest(
            BulkRequestTests.CreateRequest(new[] { "g1=g2", "g2=g1", "u1", "g3=g3" }.Select(FormatOperation))
        );
        Assert.Equal(
            [ScimErrorKind.Conflict, ScimErrorKind.Conflict, null, ScimErrorKind.Conflict],
            plan.Steps.OrderBy(s => s.Operation.Index).Select(s => s.Error?.Kind)
        );
    }

    [Fact]
    public void FromRequest_OfResourcesWithOneExternalId_OrdersThem()
    {
        string[] operations =
        [
            .. new[] { "a", "b", "A", "a" }.Select(
                (externalId, i) =>
                    $$$"""{"method":"POST","bulkId":"{{{i}}}","path":"/Users","data":{"userName":"{{{i}}}","externalId":"{{{externalId}}}"}}"""
            ),
            """{"method":"PATCH","path":"/Users/x","data":{"Operations":[{"op":"add","path":"externalId","value":"a"}]}}""",
        ];
        BulkPlan plan = BulkPlan.FromRequest(BulkRequestTests.CreateRequest(operations));
        Assert.Equal(
            [
                [],
                [],
                [],
                [0],
                [0, 1, 2, 3],
            ],
            plan.Units.Select(u => u.Predecessors)
        );
        Assert.True(plan.Steps[4].CanRetryNameConflict);
    }

    [Fact, Trait("rfc", "7644-3.7.2")]
    public void FromRequest_WithDanglingReference_FailsThatOperation()
    {
        BulkPlan plan = BulkPlan.FromRequest(
            BulkRequestTests.CreateRequest(new[] { "g1=u9", "u1" }.Select(FormatOperation))
        );
        Assert.Equal(ScimErrorKind.InvalidValue, plan.Steps.Single(s => s.Operation.Index == 0).Error!.Kind);
        Assert.Null(plan.Steps.Single(s => s.Operation.Index == 1).Error);
    }

    [Fact]
    public void FromRequest_WithTwoUsersOfSameName_KeepsTheirOrder()
    {
        BulkPlan plan = BulkPlan.FromRequest(
            BulkRequestTests.CreateRequest(
                """{"method":"POST","bulkId":"a","path":"/Users","data":{"userName":"Same"}}""",
                """{"method":"POST","bulkId":"b","path":"/Users","data":{"userName":" same "}}""",
                """{"method":"POST","bulkId":"c","path":"/Users","data":{"userName":"other"}}"""
            )
        );
        Assert.Equal([0, 1, 0], plan.Units.Select(u => u.Predecessors.Count));
    }

    [Fact]
    public void FromRequest_OfAThousandUsersInARing_IsOneCycle()
    {
        BulkPlan plan = BulkPlan.FromRequest(
            BulkRequestTests.ParseRequest(
                $$"""{"Operations":[{{string.Join(",", Enumerable.Range(0, 1000).Select(i => FormatOperation(string.Create(CultureInfo.InvariantCulture, $"u{i}=u{(i + 1) % 1000}"))))}}]}""",
                1000
            )
        );
        Assert.Single(plan.Units);
        Assert.True(plan.Units[0].IsCyclic);
        Assert.Single(plan.Units[0].Levels);
    }

    private static string FormatOperation(string text)
    {
        string[] parts = text.Split('=');
        string name = parts[0],
            value = parts.Length < 2 ? "" : parts[1];
        string refers = value.Length > 1 ? $"bulkId:{value}" : value;
        string known = name.Length > 2 ? $"bulkId:{name[1..]}" : name[1..];
        return name[0] switch
        {
            'u' =>
                $$$"""{"method":"POST","bulkId":"{{{name}}}","path":"/Users","data":{"userName":"{{{name}}}","{{{ManagerPath}}}":{"manager":{"value":"{{{refers}}}"} } } }""",
            'g' =>
                $$$"""{"method":"POST","bulkId":"{{{name}}}","path":"/Groups","data":{"displayName":"{{{name}}}","members":[{"value":"{{{refers}}}"}]}}""",
            '+' =>
                $$$"""{"method":"PATCH","path":"/Users/{{{known}}}","data":{"Operations":[{"op":"add","path":"title","value":"z"}]}}""",
            '*' =>
                $$$"""{"method":"PATCH","path":"/Groups/{{{known}}}","data":{"Operations":[{"op":"add","path":"members","value":[{"value":"{{{refers}}}"}]}]}}""",
            _ => $$$"""{"method":"DELETE","path":"/Users/{{{known}}}"}""",
        };
    }

    // Units in order: cycles are in parentheses with their levels separated, and each unit is followed by its
    // predecessors.
    private static string FormatPlan(BulkPlan plan, string[] names) =>
        string.Join(
            " | ",
            plan.Units.Select(unit =>
            {
                string steps = string.Join(
                    ";",
                    unit.Levels.Select(level => string.Join(" ", level.Select(FormatName)))
                );
                string after = string.Concat(
                    unit.Predecessors.SelectMany(u => plan.Units[u].Levels.SelectMany(l => l)).Select(FormatName)
                );
                return (unit.IsCyclic ? $"({steps})" : steps) + (after.Length > 0 ? $"<{after}" : "");

                string FormatName(int step) => names[plan.Steps[step].Operation.Index].Split('=')[0];
            })
        );
}
