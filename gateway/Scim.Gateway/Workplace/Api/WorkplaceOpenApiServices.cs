using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace Scim.Gateway.Workplace.Api;

/// <summary>Registers the OpenAPI document of the workplace API.</summary>
internal static class WorkplaceOpenApiServices
{
    private const string Scheme = "bearer";

    /// <summary>Adds the document.</summary>
    public static IServiceCollection AddWorkplaceOpenApi(this IServiceCollection services)
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Transient<IApiDescriptionProvider, WorkplaceApiDescriptionProvider>()
        );
        services.ConfigureHttpJsonOptions(options =>
        {
            // Numbers are never written as text, and read strictly.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            foreach (
                IJsonTypeInfoResolver area in WorkplaceRoutes
                    .Areas.Select(a => a.Json)
                    .Append<IJsonTypeInfoResolver>(ProblemJsonContext.Default)
            )
                options.SerializerOptions.TypeInfoResolverChain.Insert(0, area);
        });
        return services.AddOpenApi(
            WorkplaceApiDescriptionProvider.DocumentName,
            options =>
            {
                options.ShouldInclude = description =>
                    description.GroupName == WorkplaceApiDescriptionProvider.DocumentName;
                options.AddDocumentTransformer((document, _, _) => AddDocumentInfoAsync(document));
                options.AddOperationTransformer(
                    (operation, context, _) => DescribeParametersAsync(operation, context)
                );
            }
        );
    }

    private static Task AddDocumentInfoAsync(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Orleans.Scim workplace API",
            Version = "1",
            Description =
                "Who exists, who may sign in, who may open which site. Bearer tokens of the tenant with the scopes workplace:read and workplace:write.",
        };
        document.Servers =
        [
            new OpenApiServer
            {
                Url = WorkplaceRoutes.BasePath,
                Variables = new Dictionary<string, OpenApiServerVariable>
                {
                    ["tenant"] = new() { Default = "demo", Description = "The tenant's id" },
                },
            },
        ];
        document.Tags = new HashSet<OpenApiTag>(
            WorkplaceRoutes.Areas.Select(a => new OpenApiTag
            {
                Name = a.Name,
                Description = a.Description,
            })
        );
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(Scheme, document)] = [],
            },
        ];
        return Task.CompletedTask;
    }

    private static Task DescribeParametersAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context
    )
    {
        foreach (
            WorkplaceApiDescriptionProvider.OperationMetadata words in context.Description.ActionDescriptor.EndpointMetadata.OfType<WorkplaceApiDescriptionProvider.OperationMetadata>()
        )
        {
            foreach (OperationParameter parameter in words.Operation.QueryParameters)
            {
                if (
                    operation.Parameters?.FirstOrDefault(p => p.Name == parameter.Name)
                    is OpenApiParameter described
                )
                    described.Description = parameter.Description;
            }
        }

        return Task.CompletedTask;
    }
}
