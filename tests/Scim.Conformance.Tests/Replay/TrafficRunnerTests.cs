namespace Scim.Conformance.Tests.Replay;

/// <summary>
/// The runner interprets traffic files correctly: variables, captures, conditions, rounds and alternatives.
/// </summary>
public sealed class TrafficRunnerTests
{
    private const string UserJson =
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"42","active":true,"title":"R&D + (x)"}""";
    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Run_OfValidFile_PassesAndSendsDefinedRequests()
    {
        _server.AddResponse(200, UserJson).AddResponse(204);
        IReadOnlyList<StepResult> results = await _server.ReplayTrafficAsync(
            """
            {"meta":{"headers":{"Accept":"application/json"},"vars":{"name":"Ada ${run}"}}}
            // a comment
            {"id":"1","title":"one","method":"POST","path":"/Users","body":{"userName":"${name}"},"capture":{"a.id":"/id","on":"/active"},"expect":{"status":200}}

            {"id":"2","title":"two","method":"DELETE","path":"/Users/${a.id}?x=${name|uri}","headers":{"Content-Type":"text/plain","X-On":"${on}"},"expect":{"status":204,"noBody":true}}
            """
        );
        Assert.All(results, result => Assert.Equal(StepOutcome.Passed, result.Outcome));
        Assert.Matches("^\\{\"userName\":\"Ada [0-9a-f]{8}\"\\}$", _server.Requests[0].Body);
        Assert.Equal("application/json", _server.Requests[0].Headers["Accept"]);
        Assert.Equal("application/scim+json", _server.Requests[0].Headers["Content-Type"]);
        Assert.Equal("Bearer the-token", _server.Requests[0].Headers["Authorization"]);
        Assert.Matches(@"^/Users/42\?x=Ada%20[0-9a-f]{8}$", _server.Requests[1].Target);
        Assert.Equal("true", _server.Requests[1].Headers["X-On"]);
        Assert.False(_server.Requests[1].Headers.ContainsKey("Content-Type"));
    }

    [Theory]
    [InlineData("${t|uri}", "R%26D%20%2B%20(x)")]
    [InlineData("${t|form}", "R%26D+%2B+(x)")]
    [InlineData("${t|upper|form}", "R%26D+%2B+(X)")]
    [InlineData("${t|lower|uri}", "r%26d%20%2B%20(x)")]
    [InlineData("${base|upper}", "HTTP://SCRIPTED.EXAMPLE/SCIM")]
    public async Task Run_WithPipes_EncodesAsJavaScriptDoes(string reference, string expected)
    {
        _server.AddResponse(200, UserJson).AddResponse(200, UserJson);
        await _server.ReplayTrafficAsync(
            $$$"""
            {"id":"1","method":"GET","path":"/Users/1","capture":{"t":"/title"}}
            {"id":"2","method":"GET","path":"/Users?filter={{{reference}}}"}
            """
        );
        Assert.Equal($"/Users?filter={expected}", _server.Requests[1].Target);
    }

    [Fact]
    public async Task Run_WithWholeValueVariable_KeepsItsType()
    {
        _server.AddResponse(200, UserJson).AddResponse(200, UserJson);
        IReadOnlyList<StepResult> results = await _server.ReplayTrafficAsync(
            """
            {"id":"1","method":"GET","path":"/Users/1","capture":{"on":"/active"}}
            {"id":"2","method":"PUT","path":"/Users/1","body":{"active":"${on}","${on}":"is ${on}","u":"${uuid:x}","v":"${uuid:x}"},"expect":{"body":[{"ptr":"/active","equals":"${on}"}]}}
            """
        );
        Assert.Equal(StepOutcome.Passed, results[1].Outcome);
        Assert.Matches(
            """^\{"active":true,"true":"is true","u":"([0-9a-f-]{36})","v":"\1"\}$""",
            _server.Requests[1].Body
        );
    }

    [Theory]
    [InlineData(
        """{"id":"1","method":"GET","path":"/Users/1","expect":{"status":[201,204]}}""",
        "status should be 201 or 204, got 200"
    )]
    [InlineData(
        """{"id":"1","method":"GET","path":"/Users/1","expect":{"headers":{"etag":{"exists":true}}}}""",
        "header etag should exist, got (absent)"
    )]
    [InlineData(
        """{"id":"1","method":"GET","path":"/Users/1","expect":{"headers":{"content-type":"text/plain"}}}""",
        "header content-type should equal"
    )]
    [InlineData("""{"id":"1","method":"GET","path":"/Users/1","expect":{"noBody":true}}""", "body should be empty")]
    [InlineData(
        """{"id":"1","method":"GET","path":"/Users/1","expect":{"body":[{"ptr":"/id","equals":"43"}]}}""",
        "/id should equal \"43\", got \"42\""
    )]
    [InlineData(
        """{"id":"1","method":"GET","path":"/Users/1","capture":{"x":"/nothing"}}""",
        "could not capture x from /nothing"
    )]
    [InlineData("""{"id":"1","method":"GET","path":"/Users/${unknown}"}""", "variable ${unknown} was never captured")]
    public async Task Run_OfFailedStep_ReportsTheReason(string step, string reason)
    {
        StepResult result = Assert.Single(await _server.AddResponse(200, UserJson).ReplayTrafficAsync(step));
        Assert.Equal(StepOutcome.Failed, result.Outcome);
        Assert.StartsWith(reason, Assert.Single(result.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutResponse_ReportsStepAndContinues()
    {
        IReadOnlyList<StepResult> results = await _server.ReplayTrafficAsync(
            """
            {"id":"1","method":"GET","path":"/Users/1"}
            {"id":"2","method":"GET","path":"/Users/1"}
            """
        );
        Assert.Equal(2, results.Count);
        Assert.All(
            results,
            result => Assert.StartsWith("request failed", Assert.Single(result.Reasons), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Run_OfAssertionWithOnStatus_AppliesItToThatStatusOnly()
    {
        const string Step =
            """{"id":"1","method":"PATCH","path":"/Users/1","expect":{"status":[200,204],"body":[{"ptr":"/id","equals":"43","onStatus":200}]}}""";
        Assert.Equal(
            StepOutcome.Passed,
            Assert.Single(await _server.AddResponse(204).ReplayTrafficAsync(Step)).Outcome
        );
        Assert.Equal(
            StepOutcome.Failed,
            Assert.Single(await _server.AddResponse(200, UserJson).ReplayTrafficAsync(Step)).Outcome
        );
    }

    [Fact]
    public async Task Run_OfBodyAssertionWithoutBody_Fails()
    {
        StepResult result = Assert.Single(
            await _server
                .AddResponse(204)
                .ReplayTrafficAsync(
                    """{"id":"1","method":"GET","path":"/x","expect":{"body":[{"ptr":"/id","absent":true}]}}"""
                )
        );
        Assert.Equal("/id: response has no JSON body", Assert.Single(result.Reasons));
    }

    [Fact]
    public async Task Run_OfSeveralExpectations_ReportsTheClosest()
    {
        const string Step =
            """{"id":"1","method":"GET","path":"/Users/1","expectAny":[{"status":404,"body":[{"ptr":"/id","equals":"1"}]},{"status":201}]}""";
        Assert.Equal(
            "status should be 201, got 200",
            Assert.Single(Assert.Single(await _server.AddResponse(200, UserJson).ReplayTrafficAsync(Step)).Reasons)
        );
        Assert.Equal(
            StepOutcome.Passed,
            Assert.Single(await _server.AddResponse(201, UserJson, ("Location", "x")).ReplayTrafficAsync(Step)).Outcome
        );
    }

    [Fact]
    public async Task Run_OfAlternative_AcceptsItOnlyWhenNamed()
    {
        const string Step =
            """{"id":"1","method":"GET","path":"/Users/1","expect":{"status":400},"alt":[{"name":"lenient","expect":{"status":200}}]}""";
        Assert.Equal(
            StepOutcome.Failed,
            Assert.Single(await _server.AddResponse(200, UserJson).ReplayTrafficAsync(Step)).Outcome
        );
        Assert.Equal(
            StepOutcome.Passed,
            Assert.Single(await _server.AddResponse(200, UserJson).ReplayTrafficAsync(Step, "lenient")).Outcome
        );
    }

    [Fact]
    public async Task Run_OfRepeatedStep_RunsAllRoundsAndReportsTheFirstFailure()
    {
        _server.AddResponse(200, UserJson).AddResponse(500).AddResponse(503).AddResponse(200, UserJson);
        IReadOnlyList<StepResult> results = await _server.ReplayTrafficAsync(
            """
            {"id":"1","method":"GET","path":"/Users/${i}","repeat":4,"capture":{"id${i}":"/id"},"captureOptional":true,"expect":{"status":200}}
            {"id":"2","method":"GET","path":"/Users/x","needs":["id4"]}
            """
        );
        Assert.Equal("status should be 200, got 500", Assert.Single(results[0].Reasons));
        Assert.Equal(
            ["/Users/1", "/Users/2", "/Users/3", "/Users/4", "/Users/x"],
            _server.Requests.Select(request => request.Target)
        );
    }

    [Fact]
    public async Task Run_OfStepWithUnmetCondition_SkipsIt()
    {
        _server
            .AddResponse(200, """{"etag":{"supported":true},"bulk":{"supported":false}}""")
            .AddResponse(200, UserJson);
        IReadOnlyList<StepResult> results = await _server.ReplayTrafficAsync(
            """
            {"id":"1","method":"POST","path":"/Bulk","requires":"/bulk/supported"}
            {"id":"2","method":"GET","path":"/Users/1","requires":"/etag/supported"}
            {"id":"3","method":"GET","path":"/Users/1","needs":["never"]}
            """
        );
        Assert.Equal(
            [StepOutcome.Skipped, StepOutcome.Passed, StepOutcome.Skipped],
            results.Select(result => result.Outcome)
        );
        Assert.Equal(["/ServiceProviderConfig", "/Users/1"], _server.Requests.Select(request => request.Target));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("Basic dTpw", "Basic dTpw")]
    [InlineData("token", "Bearer the-token")]
    public async Task Run_WithAuth_SendsThatHeader(string auth, string? header)
    {
        await _server
            .AddResponse(200, UserJson)
            .ReplayTrafficAsync($$"""{"id":"1","method":"GET","path":"/Users/1","auth":"{{auth}}"}""");
        Assert.Equal(header, _server.Requests[0].Headers.TryGetValue("Authorization", out string? sent) ? sent : null);
    }

    [Fact]
    public async Task Run_WithCapturedHeaders_SendsThemBack()
    {
        _server.AddResponse(200, UserJson, ("ETag", "W/\"7\"")).AddResponse(304);
        IReadOnlyList<StepResult> results = await _server.ReplayTrafficAsync(
            """
            {"id":"1","method":"GET","path":"/Users/1","captureHeaders":{"tag":"ETag"}}
            {"id":"2","method":"GET","path":"/Users/1","headers":{"If-None-Match":"${tag}"},"expect":{"status":304}}
            """
        );
        Assert.Equal(StepOutcome.Passed, results[1].Outcome);
        Assert.Equal("W/\"7\"", _server.Requests[1].Headers["If-None-Match"]);
    }

    [Fact]
    public async Task Run_OfRawBody_SendsItVerbatim()
    {
        await _server
            .AddResponse(400, "{}")
            .ReplayTrafficAsync("""{"id":"1","method":"POST","path":"/Users","rawBody":"{\"userName\":"}""");
        Assert.Equal("{\"userName\":", _server.Requests[0].Body);
    }

    [Fact]
    public async Task Run_WithViolatedInvariant_FailsUnlessItIsSkipped()
    {
        const string Fault = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","password":"x"}""";
        _server.AddResponse(200, Fault).AddResponse(200, Fault).AddResponse(200, Fault);
        IReadOnlyList<StepResult> results = await _server.ReplayTrafficAsync(
            """
            {"id":"1","method":"GET","path":"/Users/1"}
            {"id":"2","method":"GET","path":"/Users/1","skipInvariants":["no-password"]}
            """
        );
        Assert.Equal([StepOutcome.Failed, StepOutcome.Passed], results.Select(result => result.Outcome));
        results = await _server.ReplayTrafficAsync(
            """
            {"meta":{"invariants":false}}
            {"id":"1","method":"GET","path":"/Users/1"}
            """
        );
        Assert.Equal(StepOutcome.Passed, Assert.Single(results).Outcome);
    }

    [Fact]
    public void Names_OfBundledFiles_ListAllFiles()
    {
        Assert.True(TrafficFile.Names.Count >= 8);
        Assert.All(TrafficFile.Names, name => Assert.NotEmpty(TrafficFile.LoadFile(name).Steps));
    }
}
