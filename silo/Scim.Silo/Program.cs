using Scim.Silo.Startup;

return await SiloProgram.RunAsync(args, Console.Out, Console.Error);
